package io.clientgrant.grant.policy;

import java.util.List;

/**
 * A text in which {@code *} stands for any characters, none included, and everything else for
 * itself.
 *
 * @param text the pattern as it is written
 */
public record Glob(String text) {
  private static final String WILDCARD = "*";
  private static final Glob EVERYTHING = new Glob(WILDCARD);

  /** The patterns with these texts. */
  public static List<Glob> of(List<String> texts) {
    return texts.stream().map(Glob::new).toList();
  }

  /** Whether one of the patterns matches a name. */
  public static boolean matches(List<Glob> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(name));
  }

  /** Whether it matches every name there is or will be. */
  boolean isEverything() {
    return equals(EVERYTHING);
  }

  /** Whether it is the name itself, and not only matches it. */
  boolean isLiterally(String name) {
    return !text.contains(WILDCARD) && text.equals(name);
  }

  /** Whether it matches a name: without going back, so that no pattern is slow. */
  public boolean matches(String name) {
    var parts = text.split("\\*", -1);
    if (parts.length == 1) {
      return text.equals(name);
    }
    var last = parts[parts.length - 1];
    if (!name.startsWith(parts[0])
        || !name.endsWith(last)
        || name.length() < parts[0].length() + last.length()) {
      return false;
    }
    var middle = name.substring(parts[0].length(), name.length() - last.length());
    for (var part : List.of(parts).subList(1, parts.length - 1)) {
      var at = middle.indexOf(part);
      if (at < 0) {
        return false;
      }
      middle = middle.substring(at + part.length());
    }
    return true;
  }
}
