package io.clientgrant.simulator;

/** The API says no; the answer that it gives instead. It carries no stack trace: it is no fault. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  Refusal(Answer answer) {
    super("status " + answer.status(), null, false, false);
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }

  static Refusal of(int status, String message) {
    return new Refusal(Answer.error(status, message));
  }

  static Refusal of(int status, String message, String errorCode) {
    return new Refusal(Answer.error(status, message, errorCode));
  }

  /** The token endpoint's error, which never has the Management API's shape. */
  static Refusal token(int status, String error, String description) {
    return new Refusal(
        Answer.token(
            status, Json.object().put("error", error).put("error_description", description)));
  }

  /** A path or a method that the API does not have. */
  static Refusal noSuchRoute() {
    return of(404, "Not Found");
  }
}
