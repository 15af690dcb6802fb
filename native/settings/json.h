#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crosspoint::settings {

/** What is wrong with settings, and where: line and column count from 1. */
class SettingsError : public std::runtime_error {
public:
  SettingsError(const std::string &what, std::size_t line, std::size_t column);

  std::size_t line;
  std::size_t column;
};

/**
 * A value of RFC 8259, as settings of a board need it: numbers are doubles, members stay in their order. The text is bounded in
 * length, depth and number of values, because it may come from anywhere.
 */
class Json {
public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  static constexpr std::size_t kLongest = 65'536;
  static constexpr std::size_t kDeepest = 16;
  static constexpr std::size_t kMostValues = 16'384;

  /** Throws SettingsError. Duplicate members are an error. */
  static Json parse(std::string_view text);

  Kind kind() const { return kind_; }
  bool boolean() const { return number_ != 0; }
  double number() const { return number_; }
  const std::string &string() const { return string_; }
  const std::vector<Json> &items() const { return items_; }
  const std::vector<std::pair<std::string, Json>> &members() const { return members_; }
  /** Null where there is no such member. */
  const Json *find(std::string_view name) const;
  /** Throws a SettingsError that points at this value. */
  [[noreturn]] void refuse(const std::string &why) const;

private:
  friend class JsonParser;

  Kind kind_ = Kind::null;
  double number_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 1;
  std::string string_;
  std::vector<Json> items_;
  std::vector<std::pair<std::string, Json>> members_;
};

/** Reads the members of one object; `finish` refuses those that nobody asked for, so that a misspelt name is told. */
class JsonFields {
public:
  explicit JsonFields(const Json &object);

  const Json *take(std::string_view name);
  const Json &need(std::string_view name);
  std::int64_t integer(std::string_view name, std::int64_t otherwise, std::int64_t least,
                       std::int64_t most);
  std::int64_t needInteger(std::string_view name, std::int64_t least, std::int64_t most);
  double number(std::string_view name, double otherwise, double least, double most);
  bool boolean(std::string_view name, bool otherwise);
  std::string string(std::string_view name, const std::string &otherwise, std::size_t longest);
  /** The index of the word among `words`. */
  std::size_t word(std::string_view name, std::size_t otherwise,
                   const std::vector<std::string_view> &words);
  /** The items of a member that is an array; none where it is absent. */
  const std::vector<Json> &array(std::string_view name, std::size_t most);
  void finish() const;

private:
  const Json &object_;
  std::vector<bool> taken_;
};

} // namespace crosspoint::settings
