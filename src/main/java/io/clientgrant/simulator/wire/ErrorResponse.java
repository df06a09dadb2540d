package io.clientgrant.simulator.wire;

/** The API says no; the answer that it gives instead. It carries no stack trace: it is no fault. */
public final class ErrorResponse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  public ErrorResponse(Answer answer) {
    super("status " + answer.status(), null, false, false);
    this.answer = answer;
  }

  public Answer answer() {
    return answer;
  }

  public static ErrorResponse of(int status, String message) {
    return new ErrorResponse(Answer.error(status, message));
  }

  public static ErrorResponse of(int status, String message, String errorCode) {
    return new ErrorResponse(Answer.error(status, message, errorCode));
  }

  /** The token endpoint's error, which never has the Management API's shape. */
  public static ErrorResponse token(int status, String error, String description) {
    return new ErrorResponse(
        Answer.token(
            status, Json.object().put("error", error).put("error_description", description)));
  }

  /** A path or a method that the API does not have. */
  public static ErrorResponse noSuchRoute() {
    return of(404, "Not Found");
  }
}
