#include "settings/json.h"

#include <cmath>

namespace crosspoint::settings {

namespace {

std::string quoted(std::string_view text) {
  std::string result(1, '"');
  result += text;
  result += '"';
  return result;
}

} // namespace

SettingsError::SettingsError(const std::string &what, std::size_t atLine, std::size_t atColumn)
    : std::runtime_error("settings, line " + std::to_string(atLine) + ", column " +
                         std::to_string(atColumn) + ": " + what),
      line(atLine),
      column(atColumn) {}

const Json *Json::find(std::string_view name) const {
  for (const auto &member : members_)
    if (member.first == name) return &member.second;
  return nullptr;
}

void Json::refuse(const std::string &why) const {
  throw SettingsError(why, line_, column_);
}

JsonFields::JsonFields(const Json &object) : object_(object), taken_(object.members().size()) {
  if (object.kind() != Json::Kind::object) object.refuse("an object expected");
}

const Json *JsonFields::take(std::string_view name) {
  const auto &members = object_.members();
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].first == name) {
      taken_[i] = true;
      return &members[i].second;
    }
  }
  return nullptr;
}

const Json &JsonFields::need(std::string_view name) {
  const Json *value = take(name);
  if (!value) object_.refuse(quoted(name) + " is missing");
  return *value;
}

double JsonFields::number(std::string_view name, double otherwise, double least, double most) {
  const Json *value = take(name);
  if (!value) return otherwise;
  if (value->kind() != Json::Kind::number || value->number() < least || value->number() > most)
    value->refuse(quoted(name) + " is to be a number from " + std::to_string(least) + " to " +
                  std::to_string(most));
  return value->number();
}

std::int64_t JsonFields::integer(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                 std::int64_t most) {
  const Json *value = take(name);
  if (!value) return otherwise;
  if (value->kind() != Json::Kind::number || value->number() < static_cast<double>(least) ||
      value->number() > static_cast<double>(most) || value->number() != std::floor(value->number()))
    value->refuse(quoted(name) + " is to be a whole number from " + std::to_string(least) + " to " +
                  std::to_string(most));
  return static_cast<std::int64_t>(value->number());
}

std::int64_t JsonFields::needInteger(std::string_view name, std::int64_t least, std::int64_t most) {
  need(name);
  return integer(name, least, least, most);
}

bool JsonFields::boolean(std::string_view name, bool otherwise) {
  const Json *value = take(name);
  if (!value) return otherwise;
  if (value->kind() != Json::Kind::boolean) value->refuse(quoted(name) + " is to be true or false");
  return value->boolean();
}

std::string JsonFields::string(std::string_view name, const std::string &otherwise,
                               std::size_t longest) {
  const Json *value = take(name);
  if (!value) return otherwise;
  if (value->kind() != Json::Kind::string || value->string().size() > longest)
    value->refuse(quoted(name) + " is to be text of at most " + std::to_string(longest) +
                  " octets");
  return value->string();
}

std::size_t JsonFields::word(std::string_view name, std::size_t otherwise,
                             const std::vector<std::string_view> &words) {
  const Json *value = take(name);
  if (!value) return otherwise;
  std::string known;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (value->kind() == Json::Kind::string && value->string() == words[i]) return i;
    known += (i ? ", " : "") + quoted(words[i]);
  }
  value->refuse(quoted(name) + " is to be one of " + known);
}

const std::vector<Json> &JsonFields::array(std::string_view name, std::size_t most) {
  static const std::vector<Json> none;
  const Json *value = take(name);
  if (!value) return none;
  if (value->kind() != Json::Kind::array || value->items().size() > most)
    value->refuse(quoted(name) + " is to be a list of at most " + std::to_string(most));
  return value->items();
}

void JsonFields::finish() const {
  for (std::size_t i = 0; i < taken_.size(); ++i)
    if (!taken_[i])
      object_.members()[i].second.refuse(quoted(object_.members()[i].first) + " is not known");
}

} // namespace crosspoint::settings
