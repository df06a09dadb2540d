package io.clientgrant.simulator.setting;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What shares one rate limit. Source: rate limit configurations. */
public enum LimitBucket {
  /** Every call of the Management API that has no bucket of its own. */
  @JsonProperty("management")
  MANAGEMENT("Global limit has been reached"),

  /** The token endpoint. */
  @JsonProperty("token")
  TOKEN("Client quota exceeded"),

  /** Reading the grants of organizations. */
  @JsonProperty("organization_client_grants_read")
  ORGANIZATION_CLIENT_GRANTS_READ("Endpoint limit has been reached"),

  /** Writing the grants of organizations. */
  @JsonProperty("organization_client_grants_write")
  ORGANIZATION_CLIENT_GRANTS_WRITE("Endpoint limit has been reached");

  private final String refusal;

  LimitBucket(String refusal) {
    this.refusal = refusal;
  }

  /** What a 429 of this bucket says. */
  public String refusal() {
    return refusal;
  }
}
