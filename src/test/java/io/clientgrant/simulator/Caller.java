package io.clientgrant.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Calls a simulator over HTTP. It uses the token of the management client unless told otherwise.
 */
public final class Caller implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Simulator simulator;
  private Optional<String> authorization = Optional.empty();

  Caller(Simulator simulator) {
    this.simulator = simulator;
  }

  /** Signs in as the management client. */
  public static Caller signedIn(Simulator simulator) {
    var caller = new Caller(simulator);
    caller.signIn(Seed.MANAGEMENT_CLIENT, Seed.MANAGEMENT_SECRET);
    return caller;
  }

  public void signIn(String clientId, String secret) {
    var reply = token(clientId, secret, SampleTenant.MANAGEMENT_API);
    authorization = Optional.of("Bearer " + reply.json().path("access_token").textValue());
  }

  public void authorization(String header) {
    authorization = Optional.of(header);
  }

  public Reply token(String clientId, String secret, String audience) {
    return anonymously(
        "POST",
        "/oauth/token",
        "application/json",
        Json.object()
            .put("grant_type", "client_credentials")
            .put("client_id", clientId)
            .put("client_secret", secret)
            .put("audience", audience)
            .toString());
  }

  public Reply get(String path) {
    return send("GET", path, "application/json", "", authorization);
  }

  public Reply post(String path, String json) {
    return send("POST", path, "application/json", json, authorization);
  }

  /** A request with additional headers. */
  public Reply post(String path, String json, Map<String, String> headers) {
    return send("POST", path, "application/json", json, authorization, headers);
  }

  public Reply patch(String path, String json) {
    return send("PATCH", path, "application/json", json, authorization);
  }

  public Reply put(String path, String json) {
    return send("PUT", path, "application/json", json, authorization);
  }

  public Reply delete(String path) {
    return send("DELETE", path, "application/json", "", authorization);
  }

  public Reply form(String path, String form) {
    return send("POST", path, "application/x-www-form-urlencoded", form, authorization);
  }

  public Reply anonymously(String method, String path, String type, String body) {
    return send(method, path, type, body, Optional.empty());
  }

  private Reply send(
      String method, String path, String type, String body, Optional<String> authorized) {
    return send(method, path, type, body, authorized, Map.of());
  }

  private Reply send(
      String method,
      String path,
      String type,
      String body,
      Optional<String> authorized,
      Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create(simulator.uri() + path))
            .header("content-type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    authorized.ifPresent(value -> request.header("authorization", value));
    try {
      return new Reply(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** A response. */
  public record Reply(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public String body() {
      return response.body();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("(absent)");
    }

    public JsonNode json() {
      try {
        return Json.parse(body().getBytes(StandardCharsets.UTF_8));
      } catch (Json.InvalidJson e) {
        throw new AssertionError(e);
      }
    }

    /** The ids in a list of any form. */
    public List<String> ids() {
      var items = json().isArray() ? json() : json().path("client_grants");
      return StreamSupport.stream(items.spliterator(), false)
          .map(item -> item.path("id").textValue())
          .toList();
    }

    /** The status and the body in one text, for comparison. */
    public String whole() {
      return status() + " " + body();
    }
  }
}
