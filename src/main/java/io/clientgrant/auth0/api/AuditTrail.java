package io.clientgrant.auth0.api;

import com.auth0.client.mgmt.core.ObjectMappers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clientgrant.auth0.failure.ResponseClassifier;
import io.clientgrant.auth0.http.TransportErrors;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs every call that can change something at a tenant: a line before it is sent, and a line with
 * the answer. A process that is killed in between leaves the first, so no write is without a line.
 * It sees the calls themselves, so a write that nobody has announced is logged too.
 *
 * <p>docs/audit-trail.md has the fields. They are promised: change their meaning only with {@link
 * #SCHEMA}.
 */
public final class AuditTrail implements Interceptor {
  private static final Logger LOG = LoggerFactory.getLogger("audit-trail");
  private static final String SCHEMA = "v1";
  private static final Set<String> READS = Set.of("GET", "HEAD");
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

  /** Longer than a grant with 1,000 scopes. */
  private static final long LONGEST_ANSWER = 1 << 20;

  private static final ScopedValue<TenantWrite> WRITE = ScopedValue.newInstance();

  private final String domain;

  /**
   * @param domain the tenant's domain
   */
  AuditTrail(String domain) {
    this.domain = domain;
  }

  /**
   * Makes a call of which the trail tells on whose behalf it is made, and what was there before.
   */
  public static <T> T during(TenantWrite write, Supplier<T> call) {
    return ScopedValue.where(WRITE, write).call(call::get);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    var request = chain.request();
    if (READS.contains(request.method())) {
      return chain.proceed(request);
    }
    var body = body(request);
    var line = line(request, body);
    log("Requested", line);
    try {
      var response = chain.proceed(request);
      line.put("status", response.code());
      putAnswer(line, response, body);
      return response;
    } catch (IOException | RuntimeException e) {
      line.put("failure", TransportErrors.of("Auth0", e));
      throw e;
    } finally {
      log("Answered", line);
    }
  }

  private static void log(String phase, Map<String, Object> line) {
    var event = LOG.atInfo().addKeyValue("schema", SCHEMA).addKeyValue("phase", phase);
    for (var field : line.entrySet()) {
      event = event.addKeyValue(field.getKey(), field.getValue());
    }
    event.log("write to a tenant");
  }

  private Map<String, Object> line(Request request, JsonNode body) {
    var line = new LinkedHashMap<String, Object>();
    line.put("call", UUID.randomUUID().toString());
    line.put("domain", domain);
    line.put("method", request.method());
    line.put("path", request.url().encodedPath());
    var correlationId = request.header("X-Correlation-ID");
    if (correlationId != null) {
      line.put("correlationId", correlationId);
    }
    if (WRITE.isBound()) {
      put(line, WRITE.get(), body);
    }
    line.put("to", fields(body));
    return line;
  }

  private static void put(Map<String, Object> line, TenantWrite write, JsonNode body) {
    var origin = write.origin();
    line.put("kind", origin.kind());
    line.put("namespace", origin.namespace());
    line.put("name", origin.name());
    line.put("uid", origin.uid());
    line.put("generation", origin.generation());
    line.put("manager", origin.manager());
    put(line, write.key());
    var before = write.before();
    if (before != null) {
      line.put("grant", before.id().value());
      line.put("from", fields(before(before, body)));
    }
  }

  private static void put(Map<String, Object> line, GrantKey key) {
    key.organizationId().ifPresent(id -> line.put("organization", id));
    switch (key.ofClientGrant().grantee()) {
      case Grantee.Client(var id) -> line.put("client", id);
      case Grantee.DefaultFor(var kind) -> line.put("defaultFor", kind);
      case Grantee.ForOrganization _ -> {} // a client grant's key names none
    }
    line.put("audience", key.audience());
    line.put("subjectType", key.subjectType());
  }

  /** The fields that a change is about; of a grant that is deleted, all that are set. */
  private static JsonNode before(Grant grant, JsonNode body) {
    var all = GrantMapper.json(grant.settings());
    if (!(body instanceof ObjectNode changed)) {
      return all;
    }
    var before = ObjectMappers.JSON_MAPPER.createObjectNode();
    changed.fieldNames().forEachRemaining(name -> before.set(name, all.get(name)));
    return before;
  }

  /** What the answer shows of the fields that were sent, and the id. */
  private static void putAnswer(Map<String, Object> line, Response response, JsonNode asked)
      throws IOException {
    var text = response.peekBody(LONGEST_ANSWER).string();
    var answer = parsed(text);
    if (!response.isSuccessful()) {
      line.put("refusal", ResponseClassifier.quoted(answer.path("message").asText(text)));
    } else if (answer.isObject()) {
      var shown = ObjectMappers.JSON_MAPPER.createObjectNode();
      asked.fieldNames().forEachRemaining(name -> shown.set(name, answer.path(name).deepCopy()));
      var id = answer.path("id").textValue();
      if (id != null) {
        line.putIfAbsent("grant", id);
      }
      line.put("answer", fields(shown));
    }
  }

  private static JsonNode body(Request request) throws IOException {
    var body = request.body();
    if (body == null) {
      return MissingNode.getInstance();
    }
    var buffer = new Buffer();
    body.writeTo(buffer);
    return parsed(buffer.readUtf8());
  }

  private static JsonNode parsed(String text) {
    try {
      return ObjectMappers.JSON_MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static Map<String, Object> fields(JsonNode json) {
    return json.isObject() ? ObjectMappers.JSON_MAPPER.convertValue(json, FIELDS) : Map.of();
  }
}
