package io.clientgrant.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.simulator.wire.Json;
import io.clientgrant.simulator.wire.Request;
import io.clientgrant.simulator.wire.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The tenant's log: each exchange of client credentials, and each change of a client grant. It
 * keeps the last ten thousand events. Source: go-auth0, TestLogManager; Auth0's log schemas;
 * Elastic's Auth0 integration.
 */
public final class TenantLog {
  private static final int KEPT = 10_000;
  private static final String DASHBOARD = "https://manage.auth0.com/";
  private static final String AGENT = "Other 0.0.0 / Other 0.0.0";

  /** Where the real numbers begin that end an id. */
  private static final long FIRST = 1_223_372_036_854_775_808L;

  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private final TenantState tenant;
  private final InstantSource clock;
  private final Supplier<SimulatorOptions> options;
  private final TreeMap<String, Event> events = new TreeMap<>();
  private long written;

  public TenantLog(TenantState tenant, InstantSource clock, Supplier<SimulatorOptions> options) {
    this.tenant = tenant;
    this.clock = clock;
    this.options = options;
  }

  /** A client has got a token. */
  public void tokenIssued(Request request, String clientId, String audience, List<String> scope) {
    var event = event("seccft", "", request, clientId);
    event.put("audience", audience).put("scope", String.join(" ", scope));
    write(event);
  }

  /** A client, possibly an unknown one, was refused a token. */
  public void tokenRefused(Request request, String clientId, String audience, String description) {
    var event = event("feccft", description, request, clientId);
    event.put("audience", audience).putNull("scope");
    write(event);
  }

  /** A client has changed something through the Management API. */
  public void changed(
      String description, Request request, String clientId, Set<String> scopes, Response response) {
    var auth = Json.object().put("strategy", "jwt");
    auth.putObject("user");
    auth.putObject("credentials").set("scopes", Json.tree(scopes.stream().sorted().toList()));
    write(change(description, request, clientId, "api", auth, response));
  }

  /** A person has changed something in the Dashboard, which calls the Management API. */
  public void changedInDashboard(String description, Request request, Response response) {
    var auth = Json.object().put("strategy", "jwt");
    auth.putObject("user")
        .put("user_id", "auth0|simulator")
        .put("name", "Somebody")
        .put("email", "somebody@example.com");
    auth.putObject("credentials");
    write(change(description, request, "", DASHBOARD, auth, response));
  }

  private ObjectNode change(
      String description,
      Request request,
      String clientId,
      String channel,
      ObjectNode auth,
      Response response) {
    var event = event("sapi", description, request, clientId);
    var details = event.putObject("details");
    var asked = details.putObject("request");
    asked
        .put("method", request.method().toLowerCase(Locale.ROOT))
        .put("path", request.path())
        .put("channel", channel)
        .put("ip", request.from())
        .put("userAgent", request.header("user-agent").orElse(""));
    asked.set("body", Json.parsed(request.body()));
    asked.set("auth", auth);
    var answered = details.putObject("response").put("statusCode", response.status());
    answered.set("body", Json.parsed(response.body()));
    correlationId(request).ifPresent(id -> event.putObject("references").put("correlation_id", id));
    return event;
  }

  /** Source: Management API, D16: of a longer one 64 characters are kept. */
  private static Optional<String> correlationId(Request request) {
    return request.header("x-correlation-id").map(id -> id.substring(0, Math.min(64, id.length())));
  }

  private ObjectNode event(String type, String description, Request request, String clientId) {
    var event =
        Json.object().put("type", type).put("description", description).put("client_id", clientId);
    tenant
        .client(clientId)
        .ifPresentOrElse(
            client -> event.put("client_name", client.name()), () -> event.putNull("client_name"));
    return event
        .put("ip", request.from())
        .put("user_agent", AGENT)
        .put("hostname", tenant.domain())
        .put("tenant_name", tenant.domain().split("\\.", 2)[0])
        .put("environment_name", "simulator")
        .put("isMobile", false);
  }

  private synchronized void write(ObjectNode event) {
    var now = clock.instant();
    var id = "900" + ID_TIME.format(now) + "593" + "0".repeat(14) + (FIRST + written++);
    var whole = Json.object().put("_id", id).put("log_id", id).put("date", DATE.format(now));
    whole.setAll(event);
    events.put(id, new Event(now, whole));
    if (events.size() > KEPT) {
      events.pollFirstEntry();
    }
  }

  /** All events that are kept, oldest first. */
  public List<ObjectNode> all() {
    return after("");
  }

  /** The events after an id, or after a time in the form of one, oldest first. */
  public synchronized List<ObjectNode> after(String id) {
    var oldest = clock.instant().minus(Duration.ofDays(options.get().logRetentionDays()));
    return events.tailMap(id, false).values().stream()
        .filter(event -> !event.at.isBefore(oldest))
        .map(Event::json)
        .toList();
  }

  private record Event(Instant at, ObjectNode json) {}
}
