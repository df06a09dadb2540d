package io.clientgrant.cli.check;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes out of a text what is of the tenant, so that it can be shown to anybody. */
final class Placeholders {
  private final Map<String, String> names = new LinkedHashMap<>();

  /** Has a name replaced. */
  Placeholders with(String name, String placeholder) {
    names.put(name, placeholder);
    return this;
  }

  /** A text without the names; the longest are replaced first. */
  String in(String text) {
    var replaced = text.replaceAll("cgr_[A-Za-z0-9]{16}", "cgr_…");
    for (var name :
        names.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList()) {
      replaced = replaced.replace(name, names.get(name));
    }
    return replaced;
  }
}
