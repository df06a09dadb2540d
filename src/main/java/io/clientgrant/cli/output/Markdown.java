package io.clientgrant.cli.output;

/** Text in Markdown. */
public final class Markdown {
  private Markdown() {}

  /** A text that is neither markup nor a mention, whatever the tenant has put into it. */
  public static String escaped(String text) {
    return text.replaceAll("([\\\\`*_{}\\[\\]<>#|!~])", "\\\\$1")
        .replace("@", "&#64;")
        .replaceAll("\\R", " ");
  }
}
