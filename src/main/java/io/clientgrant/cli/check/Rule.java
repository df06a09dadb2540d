package io.clientgrant.cli.check;

/**
 * Something about the Management API that the operator, or its simulator, counts on.
 *
 * @param call the call that it is about
 * @param says what it says
 * @param basis how it is known
 */
record Rule(String call, String says, Basis basis) {

  /** How a rule is known. */
  enum Basis {
    /** Recordings of the real API show it. */
    RECORDED("recorded"),
    /** Auth0's documentation says so. */
    DOCUMENTED("documented"),
    /** Somebody has quoted an answer of the real API. */
    QUOTED("quoted"),
    /** Nothing shows it. */
    INFERRED("inferred");

    private final String word;

    Basis(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  static Rule recorded(String call, String says) {
    return new Rule(call, says, Basis.RECORDED);
  }

  static Rule documented(String call, String says) {
    return new Rule(call, says, Basis.DOCUMENTED);
  }

  static Rule quoted(String call, String says) {
    return new Rule(call, says, Basis.QUOTED);
  }

  static Rule inferred(String call, String says) {
    return new Rule(call, says, Basis.INFERRED);
  }

  /** What came of it, by whether the tenant does as it says. */
  Outcome seen(boolean isSame, String seen) {
    return new Outcome(this, isSame ? Verdict.SAME : Verdict.DIFFERS, seen);
  }

  /** Nothing came of it. */
  Outcome unseen(String why) {
    return new Outcome(this, Verdict.UNSEEN, why);
  }
}
