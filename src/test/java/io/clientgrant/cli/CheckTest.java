package io.clientgrant.cli;

import static io.clientgrant.cli.CliFixture.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.limit.LimitBucket;
import io.clientgrant.simulator.limit.LimitPolicy;
import io.clientgrant.simulator.limit.Plan;
import io.clientgrant.simulator.state.ResourceServer;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.ManagementScopes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code check}, at a tenant that does as expected, and at some that do not. */
class CheckTest {
  private static final String API = "https://api.example.com/invoices";
  private static final String CLIENT = "idle";
  private static final String ONE = "/api/v2/client-grants/{id}";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int GRANTS = 150;

  @AutoClose private final CliFixture cli = new CliFixture(seed());

  private static Seed seed() {
    var seed =
        Seed.of(DOMAIN)
            .with(StoredClient.of(CLIENT))
            .with(ResourceServer.of(API, "read:invoices", "write:invoices"));
    for (var number : IntStream.range(0, GRANTS).toArray()) {
      var client = "client-%03d".formatted(number);
      seed =
          seed.with(StoredClient.of(client))
              .with(
                  StoredGrant.of("cgr_%016d".formatted(number + 1), client, API, "read:invoices"));
    }
    return seed;
  }

  @BeforeEach
  void limit() {
    cli.simulator.rateLimits().set(Plan.ENTERPRISE);
    ManagementScopes.set(cli.simulator, "read:resource_servers");
  }

  /** What came of the rules, as a program reads it. */
  private record Checked(int exit, String out, String err, List<JsonNode> rows) {
    List<String> with(String result) {
      return rows.stream()
          .filter(row -> row.path("result").asText().equals(result))
          .map(row -> row.path("call").asText() + ": " + row.path("expected").asText())
          .toList();
    }
  }

  private Checked check(String... more) throws JsonProcessingException {
    var arguments =
        Stream.concat(Stream.of("check", "-o", "json"), Stream.of(more)).toArray(String[]::new);
    var ran = cli.run(arguments);
    return new Checked(
        ran.exit(),
        ran.out(),
        ran.err(),
        ran.out().isEmpty()
            ? List.of()
            : StreamSupport.stream(JSON.readTree(ran.out()).spliterator(), false).toList());
  }

  private Checked life() throws JsonProcessingException {
    return check("--write", API, CLIENT);
  }

  @Test
  void itOnlyReads() throws JsonProcessingException {
    var checked = check();

    assertThat(checked.with("differs")).isEmpty();
    assertThat(checked.with("not seen")).containsExactly("429: errorCode too_many_requests");
    assertThat(checked.exit()).isZero();
    assertThat(checked.err()).contains("0 different, 1 not seen");
    assertThat(cli.simulator.requests().recent())
        .extracting(request -> request.method())
        .containsOnlyOnce("POST")
        .doesNotContain("PATCH", "DELETE");
  }

  @Test
  void aGrantLivesItsWholeLifeAndIsGone() throws JsonProcessingException {
    var checked = life();

    assertThat(checked.with("differs")).isEmpty();
    assertThat(checked.exit()).isZero();
    assertThat(cli.calls("POST /api/v2/client-grants")).isEqualTo(2);
    assertThat(cli.calls("DELETE " + ONE)).isEqualTo(2);
    assertThat(cli.simulator.tenant().grant(CLIENT, API, "client")).isEmpty();
  }

  @Test
  void theTableNamesNothingOfTheTenant() throws JsonProcessingException {
    var checked = life();

    assertThat(checked.out())
        .contains("between CLIENT and AUDIENCE")
        .doesNotContain(DOMAIN, API, CLIENT + " ", Seed.MANAGEMENT_CLIENT)
        .doesNotContainPattern("cgr_[A-Za-z0-9]{16}");
  }

  @Test
  void whatIsThereIsLeftAlone() throws JsonProcessingException {
    cli.simulator.requests().reset();

    var checked = check("--write", API, "client-007");

    assertThat(checked.exit()).isEqualTo(1);
    assertThat(checked.err()).contains("There is a grant of this client on this API");
    assertThat(checked.rows).isEmpty();
    assertThat(cli.calls("DELETE " + ONE)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://example.eu.auth0.test/api/v2/ | idle                 | Auth0's own API",
        "https://api.example.com/invoices      | simulator-management | client of the credential",
        "https://api.example.com/invoices      | nobody               | does not create the grant: 404",
        "https://api.example.com/none          | idle                 | does not create the grant: 404",
      })
  void whatIsNoPlaceToTryThingsIsRefused(String audience, String client, String why)
      throws JsonProcessingException {
    var checked = check("--write", audience, client);

    assertThat(checked.exit()).isEqualTo(1);
    assertThat(checked.err()).contains(why);
  }

  @Test
  void aGrantIsDeletedThoughItsLifeWentWrong() throws JsonProcessingException {
    cli.simulator.faults().add(Fault.status(500).on("PATCH " + ONE));
    cli.simulator.faults().add(Fault.status(500).on("DELETE " + ONE).times(1));

    var checked = life();

    assertThat(checked.exit()).isEqualTo(2);
    assertThat(checked.with("differs"))
        .contains("PATCH /client-grants/{id}: 200, scope is replaced");
    assertThat(cli.simulator.tenant().grant(CLIENT, API, "client")).isEmpty();
  }

  @Test
  void aGrantThatNobodyKnowsOfIsTold() throws JsonProcessingException {
    cli.simulator.faults().add(Fault.halfBody().on("POST /api/v2/client-grants"));

    var checked = life();

    assertThat(checked.exit()).isEqualTo(1);
    assertThat(checked.err()).contains("Nobody knows whether a grant was created");
  }

  @Test
  void aFixedWindowIsTold() throws JsonProcessingException {
    cli.simulator
        .rateLimits()
        .set(LimitBucket.MANAGEMENT, LimitPolicy.window(60, Duration.ofMinutes(1)));

    var checked = check();

    assertThat(checked.out()).contains("a fixed window of 60 calls");
    assertThat(checked.exit()).isEqualTo(2);
  }

  @Test
  void aRefusalIsTold() throws JsonProcessingException {
    cli.simulator
        .faults()
        .add(Fault.tooManyRequests(Map.of()).on("GET /api/v2/client-grants").times(1));

    assertThat(check().with("same")).contains("429: errorCode too_many_requests");
  }

  @Test
  void aTokenWithoutSomeRightsIsNoDifference() throws JsonProcessingException {
    cli.simulator
        .tenant()
        .put(
            cli.simulator
                .tenant()
                .grant(Seed.MANAGEMENT_CLIENT, "https://%s/api/v2/".formatted(DOMAIN), "client")
                .orElseThrow()
                .withScope("read:client_grants"));

    var checked = check();

    assertThat(checked.exit()).isZero();
    assertThat(checked.out()).contains("1 scopes, without create:client_grants");
  }

  /** Each line: the answers to change, how, and the rule that must tell. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST /oauth/token     | \"token_type\":\"Bearer\" -> \"token_type\":\"MAC\" | token_type Bearer",
        "POST /oauth/token     | \"scope\":        -> \"scopes\":      | scope names what the token may do",
        "GET /client-grants?   | \"next\":         -> \"total\":9,\"next\": | an object with client_grants only",
        "GET /client-grants?   | cgr_0000000000000002 -> cgr_000000000000000  | id is cgr_",
        "GET /client-grants?   | cgr_0000000000000002 -> cgr_9000000000000002 | ascending by id",
        "GET /client-grants?   | \"client-007\"    -> \"client-008\"    | one for each client",
        "GET /client-grants?   | \"subject_type\"  -> \"kind\":1,\"subject_type\" | no other fields",
        "GET /client-grants?   | \"subject_type\"  -> \"default_for\":null,\"subject_type\" | nothing is null",
        "GET /client-grants?   | \"scope\":        -> \"scopes\":       | scope, unless allow_all_scopes",
        "GET /client-grants?   | \"audience\":     -> \"api\":          | each grant can be read",
        "GET /client-grants/   | \"subject_type\"  -> \"kind\":1,\"subject_type\" | the grant as in the list",
        "GET /client-grants/   | inexistent_client_grant -> not_found   | 404 inexistent_client_grant",
      })
  void anAnswerThatDiffersIsTold(String call, String change, String rule)
      throws JsonProcessingException {
    var parts = change.split("->", 2);
    cli.through(
        change(
            call,
            body -> body.replace(parts[0].strip(), parts[1].strip()),
            UnaryOperator.identity()));

    var checked = check();

    assertThat(checked.with("differs")).anyMatch(told -> told.contains(rule));
    assertThat(checked.exit()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "content-type          | text/html | Content-Type: application/json; charset=utf-8",
        "x-ratelimit-remaining | ''        | x-ratelimit-limit, -remaining and -reset",
      })
  void aHeaderThatDiffersIsTold(String name, String value, String rule)
      throws JsonProcessingException {
    cli.through(
        change(
            "GET /client-grants",
            UnaryOperator.identity(),
            response ->
                value.isEmpty()
                    ? response.newBuilder().removeHeader(name).build()
                    : response.newBuilder().header(name, value).build()));

    assertThat(check().with("differs")).anyMatch(told -> told.contains(rule));
  }

  @Test
  void aClockThatIsWrongIsTold() throws JsonProcessingException {
    cli.through(
        change(
            "",
            UnaryOperator.identity(),
            response ->
                response
                    .newBuilder()
                    .headers(
                        response
                            .headers()
                            .newBuilder()
                            .set("date", Instant.now().plus(Duration.ofHours(1)))
                            .build())
                    .build()));

    var checked = check();

    assertThat(checked.with("differs")).anyMatch(told -> told.startsWith("Date"));
    assertThat(checked.out()).containsPattern("3[56]\\d\\d s ahead");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /client-grants        | 200 | 201, the whole grant",
        "DELETE /client-grants/     | 200 | 204 without a body",
      })
  void aStatusThatDiffersIsTold(String call, int status, String rule)
      throws JsonProcessingException {
    cli.through(
        change(
            call,
            UnaryOperator.identity(),
            response ->
                response.isSuccessful() ? response.newBuilder().code(status).build() : response));

    assertThat(life().with("differs")).anyMatch(told -> told.contains(rule));
    assertThat(cli.simulator.tenant().grant(CLIENT, API, "client")).isEmpty();
  }

  /** Changes the answers to the calls that begin like this. */
  private static Interceptor change(
      String call, UnaryOperator<String> body, UnaryOperator<Response> rest) {
    return chain -> {
      var request = chain.request();
      var response = chain.proceed(request);
      var said =
          request.method()
              + " "
              + request.url().encodedPath().replace("/api/v2", "")
              + (request.url().query() == null ? "" : "?");
      if (!said.startsWith(call)) {
        return response;
      }
      var text = response.body().string();
      return rest.apply(
          response
              .newBuilder()
              .body(ResponseBody.create(body.apply(text), response.body().contentType()))
              .build());
    };
  }
}
