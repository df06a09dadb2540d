package io.clientgrant.simulator.wire;

/**
 * Thrown to end a request with an error response. It has no stack trace, because it is not a
 * defect.
 */
public final class ErrorResponse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Response response;

  public ErrorResponse(Response response) {
    super("status " + response.status(), null, false, false);
    this.response = response;
  }

  public Response response() {
    return response;
  }

  public static ErrorResponse of(int status, String message) {
    return new ErrorResponse(Response.error(status, message));
  }

  public static ErrorResponse of(int status, String message, String errorCode) {
    return new ErrorResponse(Response.error(status, message, errorCode));
  }

  /** An error of the token endpoint, which has its own form. */
  public static ErrorResponse token(int status, String error, String description) {
    return new ErrorResponse(
        Response.token(
            status, Json.object().put("error", error).put("error_description", description)));
  }

  /** The error for an unknown path or method. */
  public static ErrorResponse noSuchRoute() {
    return of(404, "Not Found");
  }
}
