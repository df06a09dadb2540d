package io.clientgrant.cli.source;

/** A command cannot go on, and the message says what to do about it. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String sentence;

  public CommandFailure(String sentence) {
    super(sentence, null, false, false);
    this.sentence = sentence;
  }

  /** What is wrong, and what to do. */
  public String sentence() {
    return sentence;
  }
}
