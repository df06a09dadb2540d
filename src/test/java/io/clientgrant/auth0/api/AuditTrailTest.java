package io.clientgrant.auth0.api;

import static io.clientgrant.auth0.TenantFixture.DOMAIN;
import static io.clientgrant.auth0.TenantFixture.KEY;
import static io.clientgrant.auth0.TenantFixture.UPDATE;
import static io.clientgrant.auth0.TenantFixture.desired;
import static io.clientgrant.auth0.TenantFixture.failure;
import static io.clientgrant.auth0.TenantFixture.scope;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.auth0.TenantFixture;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.logstash.logback.encoder.LogstashEncoder;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The lines of the trail: the promised fields, and nothing that must not be in them. */
class AuditTrailTest {
  private static final WriteOrigin ORIGIN =
      new WriteOrigin("ClientGrant", "billing", "invoices", "uid-1", 3, "argocd-controller");
  private static final MediaType JSON = MediaType.get("application/json");
  private static final Pattern CODE = Pattern.compile("`(\\w+)`");
  private static final Map<String, String> OF_JSON = Map.of("content-type", "application/json");

  @AutoClose private final TenantFixture tenant = new TenantFixture();
  private final GrantsApi grants = tenant.api().grants();
  private final Logger logger = (Logger) LoggerFactory.getLogger("audit-trail");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
  }

  @Test
  void theFieldsAreThoseOfTheDocs() throws IOException {
    var grant =
        written(
            new TenantWrite(ORIGIN, KEY, null),
            () -> grants.create(desired(scope("read")), "uid-1"));
    written(
        new TenantWrite(ORIGIN, KEY, grant),
        () -> grants.update(grant.id(), scope("write"), "uid-1"));
    written(
        new TenantWrite(
            ORIGIN,
            new GrantKey(DOMAIN, new Grantee.DefaultFor("third_party_clients"), "a", "client"),
            grant),
        () -> sent(400, "{\"message\":\"No.\"}"));
    written(new TenantWrite(ORIGIN, KEY.forOrganization("org_1"), grant), () -> sent(201, "{}"));
    assertThatThrownBy(() ->
            client(
                    _ -> {
                      throw new IOException("reset");
                    })
                .newCall(request())
                .execute())
        .isInstanceOf(IOException.class);

    var shown =
        lines().flatMap(line -> stream(line.fieldNames())).collect(toCollection(TreeSet::new));
    shown.removeAll(
        Set.of(
            "message",
            "level",
            "logger_name",
            "thread_name",
            "level_value",
            "@timestamp",
            "@version"));
    var promised = documented();
    assertThat(promised).contains("time", "logger_name");
    promised.removeAll(Set.of("time", "logger_name"));
    assertThat(shown).isEqualTo(promised);
  }

  @Test
  void eachWriteHasALineBeforeAndOneWithItsAnswer() throws IOException {
    var grant =
        written(
            new TenantWrite(ORIGIN, KEY, null),
            () -> grants.create(desired(scope("read")), "uid-1"));
    grants.get(grant.id());
    written(
        new TenantWrite(ORIGIN, KEY, grant),
        () -> grants.update(grant.id(), scope("write"), "uid-1"));

    var all = lines().toList();
    assertThat(all)
        .extracting(line -> line.path("phase").asText())
        .containsExactly("Requested", "Answered", "Requested", "Answered");
    assertThat(all.get(2).path("call"))
        .isEqualTo(all.get(3).path("call"))
        .isNotEqualTo(all.get(0).path("call"));
    var answered = all.getLast();
    assertThat(answered.path("schema").asText()).isEqualTo("v1");
    assertThat(answered.path("generation").asLong()).isEqualTo(3);
    assertThat(answered.path("manager").asText()).isEqualTo("argocd-controller");
    assertThat(answered.path("grant").asText()).isEqualTo(grant.id().value());
    assertThat(answered.path("from").toString()).isEqualTo("{\"scope\":[\"read\"]}");
    assertThat(answered.path("to").toString()).isEqualTo("{\"scope\":[\"write\"]}");
    assertThat(answered.path("answer").toString()).isEqualTo("{\"scope\":[\"write\"]}");
    assertThat(answered.path("status").asInt()).isEqualTo(200);
  }

  /** As a proxy does that shows the request in its page of error. */
  @Test
  void anAnswerThatRepeatsTheCredentialIsLeftOut() throws IOException {
    var grant = grants.create(desired(scope("read")), "uid-1");
    tenant
        .simulator
        .faults()
        .add(
            Fault.status(
                    400,
                    OF_JSON,
                    "{\"message\":\"You sent %s.\"}".formatted(Seed.MANAGEMENT_SECRET))
                .on(UPDATE));

    failure(() -> grants.update(grant.id(), scope("write"), "uid-1"));

    assertThat(lines.list).hasSize(4);
    assertThat(encoded())
        .noneMatch(line ->
            line.contains(Seed.MANAGEMENT_SECRET)
                || line.contains("Bearer")
                || line.contains("eyJ"));
    assertThat(lines().toList().getLast().path("refusal").asText()).isEmpty();
  }

  @Test
  void whatAuth0SaysStaysInItsLineAndItsField() throws IOException {
    var forged = "No.\\r\\n{\\\"logger_name\\\":\\\"audit-trail\\\"}\\u2028\\u0007";
    var said = "No.\r\n{\"logger_name\":\"audit-trail\"}\u2028\u0007";
    var grant = grants.create(desired(scope("read")), "uid-1");
    tenant
        .simulator
        .faults()
        .add(Fault.status(400, OF_JSON, "{\"message\":\"%s\"}".formatted(forged)).on(UPDATE));

    failure(() -> grants.update(grant.id(), scope("write"), "uid-1"));

    assertThat(encoded()).allSatisfy(line -> assertThat(line.lines()).hasSize(1));
    assertThat(lines().toList().getLast().path("refusal").asText()).isEqualTo(said);
  }

  @Test
  void aWriteWithoutAnAnswerSaysWhy() throws IOException {
    var grant = grants.create(desired(scope("read")), "uid-1");
    tenant.simulator.faults().add(Fault.drop().on(UPDATE));

    failure(() -> grants.update(grant.id(), scope("write"), "uid-1"));

    var last = lines().toList().getLast();
    assertThat(last.path("failure").asText()).isNotEmpty();
    assertThat(last.has("status")).isFalse();
  }

  private static <T> T written(TenantWrite write, Supplier<T> call) {
    return AuditTrail.during(write, call);
  }

  private int sent(int status, String body) {
    try (var response =
        client(chain ->
                new Response.Builder()
                    .request(chain.request())
                    .protocol(Protocol.HTTP_1_1)
                    .code(status)
                    .message("")
                    .body(ResponseBody.create(body, JSON))
                    .build())
            .newCall(request())
            .execute()) {
      return response.code();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OkHttpClient client(Interceptor auth0) {
    return new OkHttpClient.Builder()
        .addInterceptor(new AuditTrail(DOMAIN))
        .addInterceptor(auth0)
        .build();
  }

  private static Request request() {
    return new Request.Builder()
        .url("http://localhost/api/v2/client-grants")
        .header("X-Correlation-ID", "uid-1")
        .post(RequestBody.create("{}", JSON))
        .build();
  }

  /** The names in the first column of the table. */
  private static Set<String> documented() throws IOException {
    return Files.readString(Path.of("docs/audit-trail.md"))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|", 3)[1])
        .flatMap(cell -> CODE.matcher(cell).results().map((MatchResult found) -> found.group(1)))
        .collect(toCollection(TreeSet::new));
  }

  private Stream<JsonNode> lines() throws IOException {
    var parsed = new ArrayList<JsonNode>();
    for (var line : encoded()) {
      parsed.add(new JsonMapper().readTree(line));
    }
    return parsed.stream();
  }

  /** As the operator writes them. */
  private List<String> encoded() {
    var encoder = new LogstashEncoder();
    encoder.setContext(logger.getLoggerContext());
    encoder.start();
    return lines.list.stream().map(event -> new String(encoder.encode(event), UTF_8)).toList();
  }

  private static Stream<String> stream(Iterator<String> names) {
    var all = new ArrayList<String>();
    names.forEachRemaining(all::add);
    return all.stream();
  }
}
