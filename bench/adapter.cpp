#include "bench/adapter.hpp"

#include <fstream>
#include <regex>
#include <sstream>

namespace xinqiao::bench {
namespace {

bool is_regular_expression(const std::string& pattern) {
  try {
    const std::regex read(pattern);
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

Take pattern_key(const std::string& key, std::string& target) {
  return [key, &target](const toml::node& node) -> Problem {
    if (Problem problem = text(key, target)(node)) return problem;
    if (!is_regular_expression(target)) return key + " is no regular expression";
    return std::nullopt;
  };
}

Take pointer_key(const std::string& key, std::string& target) {
  return [key, &target](const toml::node& node) -> Problem {
    if (Problem problem = text(key, target)(node)) return problem;
    if (!target.starts_with('/')) return key + " must be a JSON pointer, as \"/params/text\"";
    return std::nullopt;
  };
}

void add_match_keys(Keys& keys, const std::string& where, Match& match) {
  keys["after"] = text(where + "after", match.after);
  keys["contains"] = text(where + "contains", match.contains);
  keys["pointer"] = pointer_key(where + "pointer", match.pointer);
  keys["equals"] = text(where + "equals", match.equals);
  keys["pattern"] = pattern_key(where + "pattern", match.pattern);
}

Problem check_match(const std::string& where, const Match& match) {
  if (!match.is_given()) return where + "needs after, contains, pointer or pattern";
  if (!match.equals.empty() && match.pointer.empty()) return where + "equals needs a pointer";
  return std::nullopt;
}

Take match_key(const std::string& key, Match& target) {
  return [key, &target](const toml::node& node) -> Problem {
    const toml::table* table = node.as_table();
    if (table == nullptr) return key + " must be a table";
    Keys keys;
    add_match_keys(keys, key + ".", target);
    if (Problem problem = take_table(*table, keys, key + ".")) return problem;
    return check_match(key + ": it ", target);
  };
}

template <class Item, class KeysOf>
Take tables(const std::string& key, std::vector<Item>& target, KeysOf keys_of_item) {
  return [key, &target, keys_of_item](const toml::node& node) -> Problem {
    const toml::array* list = node.as_array();
    if (list == nullptr) return key + " must be tables: [[" + key + "]]";
    target.clear();
    for (const toml::node& one : *list) {
      Item item;
      if (one.as_table() == nullptr) return key + " must be tables: [[" + key + "]]";
      if (Problem problem = take_table(*one.as_table(), keys_of_item(item), key + ".")) {
        return problem;
      }
      target.push_back(std::move(item));
    }
    return std::nullopt;
  };
}

Take steps_key(const std::string& key, std::vector<Step>& target) {
  return tables(key, target, [key](Step& step) {
    Keys keys;
    keys["send"] = text(key + ".send", step.send);
    keys["await"] = match_key(key + ".await", step.await);
    return keys;
  });
}

Take replies_key(const std::string& key, std::vector<Reply>& target) {
  return tables(key, target, [key](Reply& reply) {
    Keys keys;
    keys["to"] = match_key(key + ".to", reply.to);
    keys["send"] = text(key + ".send", reply.send);
    return keys;
  });
}

Take sign_key(const std::string& key, Sign& target) {
  return [key, &target](const toml::node& node) -> Problem {
    const toml::table* table = node.as_table();
    if (table == nullptr) return key + " must be a table";
    target = Sign{};
    Keys keys;
    add_match_keys(keys, key + ".", target.when);
    keys["id"] = pointer_key(key + ".id", target.id.pointer);
    keys["id_pattern"] = pattern_key(key + ".id_pattern", target.id.pattern);
    keys["text"] = pointer_key(key + ".text", target.text.pointer);
    keys["text_behind"] = text(key + ".text_behind", target.text.behind);
    keys["text_until"] = text(key + ".text_until", target.text.until);
    if (Problem problem = take_table(*table, keys, key + ".")) return problem;
    return check_match(key + ": it ", target.when);
  };
}

Take sign_key(const std::string& key, std::optional<Sign>& target) {
  return [key, &target](const toml::node& node) -> Problem {
    return sign_key(key, target.emplace())(node);
  };
}

Take headers_key(Adapter& adapter) {
  return [&adapter](const toml::node& node) -> Problem {
    const toml::table* table = node.as_table();
    if (table == nullptr) return "adapter.headers must be a table of texts";
    adapter.headers.clear();
    for (const auto& [key, value] : *table) {
      const auto words = value.value_exact<std::string>();
      if (!words) return "adapter.headers must be a table of texts";
      adapter.headers.emplace_back(std::string(key.str()), *words);
    }
    return std::nullopt;
  };
}

Take post_key(Adapter& adapter) {
  return [&adapter](const toml::node& node) -> Problem {
    const toml::table* table = node.as_table();
    if (table == nullptr) return "adapter.post must be a table";
    return take_table(*table, {{"send", text("adapter.post.send", adapter.post)}}, "adapter.post.");
  };
}

Keys keys_of(Adapter& a) {
  const std::map<std::string, Framing> framings = {
      {"text", Framing::text}, {"nats", Framing::nats}, {"mqtt", Framing::mqtt}};
  const std::map<std::string, Order> orders = {{"room", Order::room}, {"author", Order::author}};
  const std::map<std::string, Alphabet> alphabets = {{"any", Alphabet::any},
                                                     {"plain", Alphabet::plain}};
  Keys keys;
  keys["name"] = text("adapter.name", a.name);
  keys["durability"] = text("adapter.durability", a.durability);
  keys["url"] = text("adapter.url", a.url);
  keys["subprotocol"] = text("adapter.subprotocol", a.subprotocol);
  keys["headers"] = headers_key(a);
  keys["framing"] = one_of("adapter.framing", a.framing, framings);
  keys["order"] = one_of("adapter.order", a.order, orders);
  keys["alphabet"] = one_of("adapter.alphabet", a.alphabet, alphabets);
  keys["connect"] = steps_key("adapter.connect", a.connect);
  keys["enter"] = steps_key("adapter.enter", a.enter);
  keys["reply"] = replies_key("adapter.reply", a.replies);
  keys["post"] = post_key(a);
  keys["delivery"] = sign_key("adapter.delivery", a.delivery);
  keys["acknowledgement"] = sign_key("adapter.acknowledgement", a.acknowledgement);
  keys["refusal"] = sign_key("adapter.refusal", a.refusal);
  return keys;
}

Problem check(const Adapter& adapter) {
  const Sign& delivery = adapter.delivery;
  if (adapter.post.empty()) return "adapter.post.send is missing: how a post is sent";
  if (!delivery.when.is_given()) return "adapter.delivery is missing: how one is recognised";
  if (!delivery.text.is_given() && !delivery.id.is_given()) {
    return "adapter.delivery needs text or id: which post it tells of";
  }
  const auto has = [&](std::string_view name) {
    return adapter.post.find(name) != std::string::npos;
  };
  const bool has_text = has("{text}") || has("{raw_text}");
  if (delivery.text.is_given() && !has_text) {
    return "adapter.post.send has no {text}, and adapter.delivery looks for one";
  }
  if (!has_text && !has("{n}")) return "adapter.post.send needs {text} or {n}";
  return std::nullopt;
}

}  // namespace

std::string_view name(Order order) {
  return order == Order::room ? "room" : "author";
}

Take adapter_key(std::optional<Adapter>& target) {
  return [&target](const toml::node& node) -> Problem {
    const toml::table* table = node.as_table();
    if (table == nullptr) return "adapter must be a table: [adapter]";
    Adapter adapter;
    if (Problem problem = take_table(*table, keys_of(adapter), "adapter.")) return problem;
    if (Problem problem = check(adapter)) return problem;
    target = std::move(adapter);
    return std::nullopt;
  };
}

Problem read_adapter(const std::string& path, std::optional<Adapter>& target) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return path + ": cannot be read";
  std::ostringstream content;
  content << file.rdbuf();
  const auto said = [&path](const std::string& words) { return path + ": " + words; };
  try {
    const Keys keys = {{"adapter", adapter_key(target)}};
    if (Problem problem = take_table(toml::parse(content.str()), keys)) return said(*problem);
  } catch (const toml::parse_error& error) {
    std::ostringstream words;
    words << error.description() << " at line " << error.source().begin.line;
    return said(words.str());
  }
  if (!target) return said("there is no [adapter] in it");
  return std::nullopt;
}

std::string render(std::string_view pattern, const Blanks& blanks) {
  std::string out;
  out.reserve(pattern.size());
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    out.append(pattern.substr(0, open));
    if (open == std::string_view::npos) break;
    const std::size_t close = pattern.find('}', open);
    const auto blank = close == std::string_view::npos
                           ? blanks.end()
                           : blanks.find(pattern.substr(open + 1, close - open - 1));
    if (blank == blanks.end()) {
      out.push_back('{');
      pattern.remove_prefix(open + 1);
    } else {
      out.append(blank->second);
      pattern.remove_prefix(close + 1);
    }
  }
  return out;
}

}  // namespace xinqiao::bench
