package io.clientgrant.tenant;

/**
 * What the operator proves itself with to a tenant.
 *
 * @param clientId the machine-to-machine application's client id
 * @param clientSecret its secret
 */
public record Credential(String clientId, String clientSecret) {
  /** Says nothing, so that no log, message or debugger shows it by accident. */
  @Override
  public String toString() {
    return "Credential[…]";
  }
}
