#include "boards/settings/json.h"

#include <charconv>
#include <cmath>

namespace crosspoint::boards {

SettingsError::SettingsError(const std::string &what, std::size_t atLine, std::size_t atColumn)
    : std::runtime_error("settings, line " + std::to_string(atLine) + ", column " +
                         std::to_string(atColumn) + ": " + what),
      line(atLine),
      column(atColumn) {}

class JsonParser {
public:
  explicit JsonParser(std::string_view text) : text_(text) {}

  Json document() {
    if (text_.size() > Json::kLongest)
      fail("longer than " + std::to_string(Json::kLongest) + " octets");
    Json value = parseValue(0);
    skipSpace();
    if (at_ != text_.size()) fail("something follows the value");
    return value;
  }

private:
  [[noreturn]] void fail(const std::string &why) const {
    throw SettingsError(why, line_, at_ - lineStart_ + 1);
  }

  bool atEnd() const { return at_ == text_.size(); }
  char peek() const { return atEnd() ? '\0' : text_[at_]; }

  void skipSpace() {
    for (; !atEnd(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        lineStart_ = at_ + 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return;
      }
    }
  }

  void expect(char c) {
    if (atEnd()) fail("ends too early");
    if (text_[at_] != c) fail(std::string("'") + c + "' expected");
    ++at_;
  }

  Json parseValue(std::size_t depth) {
    skipSpace();
    if (depth > Json::kDeepest) fail("nested too deeply");
    if (++values_ > Json::kMostValues) fail("too many values");
    Json value;
    value.line_ = line_;
    value.column_ = at_ - lineStart_ + 1;
    switch (peek()) {
      case '{':
        parseObject(value, depth);
        break;
      case '[':
        parseArray(value, depth);
        break;
      case '"':
        value.kind_ = Json::Kind::string;
        value.string_ = parseString();
        break;
      case 't':
      case 'f':
      case 'n':
        parseWord(value);
        break;
      default:
        parseNumber(value);
    }
    return value;
  }

  void parseObject(Json &value, std::size_t depth) {
    value.kind_ = Json::Kind::object;
    expect('{');
    skipSpace();
    if (peek() == '}') {
      ++at_;
      return;
    }
    for (;;) {
      skipSpace();
      std::string name = parseString();
      if (value.find(name)) fail("\"" + name + "\" is there twice");
      skipSpace();
      expect(':');
      value.members_.emplace_back(std::move(name), parseValue(depth + 1));
      skipSpace();
      if (peek() != ',') break;
      ++at_;
    }
    expect('}');
  }

  void parseArray(Json &value, std::size_t depth) {
    value.kind_ = Json::Kind::array;
    expect('[');
    skipSpace();
    if (peek() == ']') {
      ++at_;
      return;
    }
    for (;;) {
      value.items_.push_back(parseValue(depth + 1));
      skipSpace();
      if (peek() != ',') break;
      ++at_;
    }
    expect(']');
  }

  void parseWord(Json &value) {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("null")) {
      at_ += 4;
    } else if (rest.starts_with("true")) {
      value.kind_ = Json::Kind::boolean;
      value.number_ = 1;
      at_ += 4;
    } else if (rest.starts_with("false")) {
      value.kind_ = Json::Kind::boolean;
      at_ += 5;
    } else {
      fail("no value of JSON");
    }
  }

  void parseNumber(Json &value) {
    std::size_t end = at_;
    while (end < text_.size() &&
           std::string_view("+-.0123456789eE").find(text_[end]) != std::string_view::npos)
      ++end;
    if (end == at_) fail(atEnd() ? "ends too early" : "no value of JSON");
    const std::string_view digits = text_.substr(at_, end - at_);
    const std::size_t first = digits[0] == '-' ? 1 : 0;
    const bool begins = first < digits.size() && digits[first] >= '0' && digits[first] <= '9';
    const bool padded = digits.size() > first + 1 && digits[first] == '0' &&
                        digits[first + 1] >= '0' && digits[first + 1] <= '9';
    const auto result =
        std::from_chars(digits.data(), digits.data() + digits.size(), value.number_);
    if (!begins || padded || digits.back() == '.' || result.ec != std::errc() ||
        result.ptr != digits.data() + digits.size() || !std::isfinite(value.number_))
      fail("no number of JSON");
    value.kind_ = Json::Kind::number;
    at_ = end;
  }

  std::string parseString() {
    expect('"');
    std::string into;
    for (;;) {
      if (atEnd()) fail("ends within a string");
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20) fail("a control character within a string");
      ++at_;
      if (c == '"') return into;
      if (c == '\\')
        parseEscape(into);
      else
        into.push_back(c);
    }
  }

  void parseEscape(std::string &into) {
    const char c = peek();
    ++at_;
    switch (c) {
      case '"':
      case '\\':
      case '/':
        into.push_back(c);
        return;
      case 'b':
        into.push_back('\b');
        return;
      case 'f':
        into.push_back('\f');
        return;
      case 'n':
        into.push_back('\n');
        return;
      case 'r':
        into.push_back('\r');
        return;
      case 't':
        into.push_back('\t');
        return;
      case 'u':
        break;
      default:
        --at_;
        fail("no escape of JSON");
    }
    std::uint32_t code = parseHex();
    if (code >= 0xD800 && code < 0xDC00) {
      if (!text_.substr(at_).starts_with("\\u")) fail("half a surrogate pair");
      at_ += 2;
      const std::uint32_t low = parseHex();
      if (low < 0xDC00 || low > 0xDFFF) fail("half a surrogate pair");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code < 0xE000) {
      fail("half a surrogate pair");
    }
    appendUtf8(into, code);
  }

  std::uint32_t parseHex() {
    if (text_.size() - at_ < 4) fail("four hexadecimal digits expected");
    std::uint32_t code = 0;
    const char *begin = text_.data() + at_;
    const auto result = std::from_chars(begin, begin + 4, code, 16);
    if (result.ec != std::errc() || result.ptr != begin + 4)
      fail("four hexadecimal digits expected");
    at_ += 4;
    return code;
  }

  static void appendUtf8(std::string &into, std::uint32_t code) {
    const auto put = [&into](std::uint32_t octet) { into.push_back(static_cast<char>(octet)); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0 | (code >> 6));
      put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      put(0xE0 | (code >> 12));
      put(0x80 | ((code >> 6) & 0x3F));
      put(0x80 | (code & 0x3F));
    } else {
      put(0xF0 | (code >> 18));
      put(0x80 | ((code >> 12) & 0x3F));
      put(0x80 | ((code >> 6) & 0x3F));
      put(0x80 | (code & 0x3F));
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t lineStart_ = 0;
  std::size_t values_ = 0;
};

Json Json::parse(std::string_view text) {
  return JsonParser(text).document();
}

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
  if (!value) object_.refuse("\"" + std::string(name) + "\" is missing");
  return *value;
}

double JsonFields::number(std::string_view name, double otherwise, double least, double most) {
  const Json *value = take(name);
  if (!value) return otherwise;
  if (value->kind() != Json::Kind::number || value->number() < least || value->number() > most)
    value->refuse("\"" + std::string(name) + "\" is to be a number from " + std::to_string(least) +
                  " to " + std::to_string(most));
  return value->number();
}

std::int64_t JsonFields::integer(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                 std::int64_t most) {
  const Json *value = take(name);
  if (!value) return otherwise;
  if (value->kind() != Json::Kind::number || value->number() < static_cast<double>(least) ||
      value->number() > static_cast<double>(most) || value->number() != std::floor(value->number()))
    value->refuse("\"" + std::string(name) + "\" is to be a whole number from " +
                  std::to_string(least) + " to " + std::to_string(most));
  return static_cast<std::int64_t>(value->number());
}

std::int64_t JsonFields::needInteger(std::string_view name, std::int64_t least, std::int64_t most) {
  need(name);
  return integer(name, least, least, most);
}

bool JsonFields::boolean(std::string_view name, bool otherwise) {
  const Json *value = take(name);
  if (!value) return otherwise;
  if (value->kind() != Json::Kind::boolean)
    value->refuse("\"" + std::string(name) + "\" is to be true or false");
  return value->boolean();
}

std::string JsonFields::string(std::string_view name, const std::string &otherwise,
                               std::size_t longest) {
  const Json *value = take(name);
  if (!value) return otherwise;
  if (value->kind() != Json::Kind::string || value->string().size() > longest)
    value->refuse("\"" + std::string(name) + "\" is to be text of at most " +
                  std::to_string(longest) + " octets");
  return value->string();
}

std::size_t JsonFields::word(std::string_view name, std::size_t otherwise,
                             const std::vector<std::string_view> &words) {
  const Json *value = take(name);
  if (!value) return otherwise;
  std::string known;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (value->kind() == Json::Kind::string && value->string() == words[i]) return i;
    known += (i ? ", \"" : "\"") + std::string(words[i]) + "\"";
  }
  value->refuse("\"" + std::string(name) + "\" is to be one of " + known);
}

const std::vector<Json> &JsonFields::array(std::string_view name, std::size_t most) {
  static const std::vector<Json> none;
  const Json *value = take(name);
  if (!value) return none;
  if (value->kind() != Json::Kind::array || value->items().size() > most)
    value->refuse("\"" + std::string(name) + "\" is to be a list of at most " +
                  std::to_string(most));
  return value->items();
}

void JsonFields::finish() const {
  for (std::size_t i = 0; i < taken_.size(); ++i)
    if (!taken_[i])
      object_.members()[i].second.refuse("\"" + object_.members()[i].first + "\" is not known");
}

} // namespace crosspoint::boards
