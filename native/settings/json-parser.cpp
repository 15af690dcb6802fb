#include <charconv>
#include <cmath>

#include "settings/json.h"

namespace crosspoint::settings {

/** Goes through a text once, from left to right; what is nested is a call of itself, as deep as Json allows. */
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
      if (value.find(name)) fail('"' + name + '"' + " is there twice");
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

} // namespace crosspoint::settings
