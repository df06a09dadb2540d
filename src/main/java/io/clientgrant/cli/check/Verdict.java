package io.clientgrant.cli.check;

/** What came of a rule. */
enum Verdict {
  /** The tenant does what the rule says. */
  SAME("same"),
  /** It does something else. */
  DIFFERS("differs"),
  /** It could not be seen. */
  UNSEEN("not seen");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
