package io.clientgrant.simulator.limit;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A group of endpoints that share a rate limit. Source: Auth0 rate limit configurations. */
public enum LimitBucket {
  /**
   * Every call of the Management API, beside the bucket of its endpoint. No header shows it.
   * Source: a 429 "Global limit has been reached" whose headers show room.
   */
  @JsonProperty("tenant")
  TENANT("Global limit has been reached"),

  /** All endpoints of the Management API that have no limit of their own. */
  @JsonProperty("management")
  MANAGEMENT("Global limit has been reached"),

  /** The token endpoint. */
  @JsonProperty("token")
  TOKEN("Client quota exceeded"),

  /** Reading clients. */
  @JsonProperty("clients_read")
  CLIENTS_READ("Endpoint limit has been reached"),

  /** Reading the log. */
  @JsonProperty("logs_read")
  LOGS_READ("Endpoint limit has been reached"),

  /** Reading organization grants. */
  @JsonProperty("organization_client_grants_read")
  ORGANIZATION_CLIENT_GRANTS_READ("Endpoint limit has been reached"),

  /** Writing organization grants. */
  @JsonProperty("organization_client_grants_write")
  ORGANIZATION_CLIENT_GRANTS_WRITE("Endpoint limit has been reached");

  private final String message;

  LimitBucket(String message) {
    this.message = message;
  }

  /** The error message of a 429 in this bucket. */
  public String message() {
    return message;
  }
}
