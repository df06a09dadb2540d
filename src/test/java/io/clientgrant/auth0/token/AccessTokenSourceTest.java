package io.clientgrant.auth0.token;

import static io.clientgrant.auth0.TenantFixture.DOMAIN;
import static io.clientgrant.auth0.TenantFixture.TOKEN;
import static io.clientgrant.auth0.TenantFixture.failure;
import static io.clientgrant.auth0.TenantFixture.id;
import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.clientgrant.auth0.TenantFixture;
import io.clientgrant.auth0.connection.CaBundle;
import io.clientgrant.auth0.connection.Connection;
import io.clientgrant.auth0.connection.Credential;
import io.clientgrant.auth0.connection.Credential.SharedSecret;
import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.Failure.Throttled;
import io.clientgrant.auth0.failure.Failure.Unauthorized;
import io.clientgrant.auth0.failure.Failure.Unavailable;
import io.clientgrant.auth0.http.SecretRedactor;
import io.clientgrant.grant.GrantId;
import io.clientgrant.simulator.faults.Fault;
import io.clientgrant.simulator.state.Seed;
import io.clientgrant.simulator.state.StoredClient;
import io.clientgrant.simulator.state.StoredGrant;
import io.clientgrant.testing.MovableClock;
import io.clientgrant.testing.network.EchoingServer;
import io.clientgrant.testing.network.Keys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenSourceTest {
  private static final int MANY = 32;
  private static final Duration DAY = Duration.ofDays(1);
  private static final KeyPair KEYS = Keys.rsa(2048);

  @AutoClose private final TenantFixture tenant = new TenantFixture();

  @Test
  void aTokenIsFetchedWhenItIsFirstNeededAndThenShared() {
    var tokens = tokens();
    assertThat(tenant.calls(TOKEN)).isZero();

    assertThat(tokens.current()).isNotEmpty().isEqualTo(tokens.current());

    assertThat(tenant.calls(TOKEN)).isEqualTo(1);
  }

  @Test
  void manyThreadsShareOneFetch() throws Exception {
    tenant.simulator.faults().add(Fault.delay(Duration.ofMillis(200)).on(TOKEN));
    var tokens = tokens();

    assertThat(together(tokens::current)).hasSize(1);

    assertThat(tenant.calls(TOKEN)).isEqualTo(1);
  }

  /** Else, with an endpoint that hangs, the last of eight would wait eight times as long. */
  @Test
  void threadsThatWaitForAFailingFetchDoNotWaitForAnother() throws Exception {
    tenant.simulator.faults().add(Fault.delay(Duration.ofMinutes(1)).on(TOKEN));
    var grants = tenant.api(Duration.ofMillis(500)).grants();
    var id = new GrantId("cgr_1");

    assertThat(together(() -> failure(() -> grants.get(id)) instanceof Unavailable))
        .containsExactly(true);

    assertThat(tenant.calls(TOKEN)).isLessThanOrEqualTo(4);
  }

  @Test
  void aTokenIsRenewedTwoMinutesBeforeItEnds() {
    var tokens = tokens();
    var first = tokens.current();

    tenant.clock.move(DAY.minusMinutes(2).minusSeconds(1));
    assertThat(tokens.current()).isEqualTo(first);

    tenant.clock.move(Duration.ofSeconds(1));
    assertThat(tokens.current()).isNotEqualTo(first);
    assertThat(tenant.calls(TOKEN)).isEqualTo(2);
  }

  @Test
  void aShortLivedTokenIsUsedForHalfOfItsLifetime() {
    tenant.simulator.options(options -> options.withTokenLifetimeSeconds(100));
    var tokens = tokens();
    var first = tokens.current();

    tenant.clock.move(Duration.ofSeconds(49));
    assertThat(tokens.current()).isEqualTo(first);

    tenant.clock.move(Duration.ofSeconds(1));
    assertThat(tokens.current()).isNotEqualTo(first);
  }

  @Test
  void afterARefusalManyThreadsShareOneNewToken() throws Exception {
    var owned = tenant.holds("cgr_1", "read");
    var grants = tenant.api().grants();
    assertThat(grants.get(id(owned))).isPresent();
    tenant.clock.move(Duration.ofSeconds(1)); // so that the new token is another
    tenant.simulator.tokens().revokeAll();

    assertThat(together(() -> grants.get(id(owned)).isPresent())).containsExactly(true);

    assertThat(tenant.calls(TOKEN)).isEqualTo(2);
  }

  @Test
  void aLateRefusalKeepsTheNewerToken() {
    var tokens = tokens();
    var first = tokens.current();
    tenant.clock.move(DAY);
    var second = tokens.current();

    tokens.rejected(first);

    assertThat(tokens.current()).isEqualTo(second);
    assertThat(tenant.calls(TOKEN)).isEqualTo(2);
  }

  @Test
  void aWrongSecretIsUnauthorizedInAuth0sWords() {
    assertThat(failure(tokens("not the secret")::current))
        .isEqualTo(new Unauthorized("Auth0 gives this credential no token: Unauthorized"));
  }

  @Test
  void aClientWithoutAccessToTheManagementApiIsUnauthorizedInAuth0sWords() {
    tenant.simulator.tenant().put(StoredClient.of("poor").withSecret("poor secret"));

    assertThat(failure(tokens(new SharedSecret("poor", "poor secret"))::current))
        .isInstanceOf(Unauthorized.class)
        .extracting(Failure::message)
        .asString()
        .contains("Client is not authorized to access \"https://" + DOMAIN + "/api/v2/\"");
  }

  /** A thousand grants may wait for it, and Auth0 would not say anything else to the next. */
  @Test
  void aRefusalStandsForTenSeconds() {
    var tokens = tokens("not the secret");
    assertThat(failure(tokens::current)).isInstanceOf(Unauthorized.class);
    tenant
        .simulator
        .tenant()
        .put(StoredClient.of(Seed.MANAGEMENT_CLIENT).withSecret("not the secret"));

    tenant.clock.move(Duration.ofSeconds(10).minusNanos(1));
    assertThat(failure(tokens::current)).isInstanceOf(Unauthorized.class);
    assertThat(tenant.calls(TOKEN)).isEqualTo(1);
    assertThat(tokens("not the secret").current()).isNotEmpty();

    tenant.clock.move(Duration.ofNanos(1));
    assertThat(tokens.current()).isNotEmpty();
  }

  @Test
  void afterTooManyTokensNoneIsAskedForBeforeAuth0GivesThemAgain() {
    var tokens = tokens();
    tenant
        .simulator
        .faults()
        .add(Fault.tooManyRequests(Map.of("retry-after", "7")).on(TOKEN).times(1));
    assertThat(failure(tokens::current)).isInstanceOf(Throttled.class);

    tenant.clock.move(Duration.ofSeconds(7).minusNanos(1));
    assertThat(failure(tokens::current)).isInstanceOf(Throttled.class);
    assertThat(tenant.calls(TOKEN)).isEqualTo(1);

    tenant.clock.move(Duration.ofNanos(1));
    assertThat(tokens.current()).isNotEmpty();
  }

  @Test
  void aTokenIsAskedForAgainAfterAFailure() {
    var tokens = tokens();
    tenant.simulator.faults().add(Fault.status(500).on(TOKEN).times(1));

    failure(tokens::current);

    assertThat(tokens.current()).isNotEmpty();
  }

  static Stream<Arguments> failures() {
    var broken = new Unavailable("The token endpoint broke the connection.");
    var unreadable = new Unavailable("The token endpoint gave an answer that cannot be read.");
    var now = new MovableClock().instant();
    return Stream.of(
        arguments(
            Fault.status(429, Map.of("retry-after", "7"), "{\"error_description\": \"Slowly\"}"),
            new Throttled(
                "The token endpoint takes no more requests for now: Slowly", now.plusSeconds(7))),
        arguments(
            Fault.status(401, Map.of(), ""),
            new Unauthorized("Auth0 gives this credential no token: no reason given.")),
        arguments(
            Fault.status(403, Map.of(), "<h1>no</h1>"),
            new Unauthorized("Auth0 gives this credential no token: no reason given.")),
        arguments(
            Fault.status(400, Map.of(), "{\"error_description\": \"Bad\"}"),
            new Unauthorized("Auth0 gives this credential no token: Bad")),
        arguments(Fault.status(404), unavailable(404)),
        arguments(Fault.status(409), unavailable(409)),
        arguments(Fault.status(500), unavailable(500)),
        arguments(Fault.status(502, Map.of(), "<h1>Bad Gateway</h1>"), unavailable(502)),
        arguments(Fault.drop(), broken),
        arguments(Fault.halfBody(), broken),
        arguments(Fault.brokenJson(), unreadable),
        arguments(answer(""), unreadable),
        arguments(answer("null"), unreadable),
        arguments(answer("[]"), unreadable),
        arguments(answer("{}"), unreadable),
        arguments(answer("{\"access_token\": null, \"expires_in\": 1}"), unreadable),
        arguments(answer("{\"access_token\": \"\", \"expires_in\": 1}"), unreadable),
        arguments(answer("{\"access_token\": \"a\\nb\", \"expires_in\": 1}"), unreadable),
        arguments(answer("{\"access_token\": \"a\"}"), unreadable),
        arguments(
            answer("{\"access_token\": \"%s\", \"expires_in\": 1}".formatted("a".repeat(16_385))),
            unreadable));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aTokenEndpointInTroubleIsAFailureOfItsOwn(Fault fault, Failure expected) {
    tenant.simulator.faults().add(fault.on(TOKEN));

    assertThat(failure(tokens()::current)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "9223372036854775807"})
  void anInvalidTokenLifetimeDoesNoHarm(String seconds) {
    var answer = "{\"access_token\": \"a\", \"expires_in\": %s}".formatted(seconds);
    tenant.simulator.faults().add(answer(answer).on(TOKEN));

    assertThat(tokens().current()).isEqualTo("a");
  }

  static Stream<Object> faults() {
    return failures().map(arguments -> arguments.get()[0]);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void nothingSecretIsInAnException(Fault fault) {
    tenant.simulator.faults().add(fault.on(TOKEN));

    var text = new StringWriter();
    catchThrowable(() -> tenant.api().grants().find(TenantFixture.KEY))
        .printStackTrace(new PrintWriter(text));

    assertThat(text.toString())
        .isNotEmpty()
        .doesNotContain(Seed.MANAGEMENT_SECRET)
        .doesNotContain(Seed.MANAGEMENT_CLIENT)
        .doesNotContain(tenant.endpoint().host());
  }

  @Test
  void noTokenIsInAnException() {
    var grants = tenant.api().grants();
    tenant.simulator.faults().add(answer("{\"access_token\": \"token-é\", \"expires_in\": 9}"));

    var text = new StringWriter();
    catchThrowable(() -> grants.find(TenantFixture.KEY)).printStackTrace(new PrintWriter(text));

    assertThat(text.toString()).contains("TenantException").doesNotContain("token-");
  }

  static Stream<Credential> credentials() {
    return Stream.of(
        new SharedSecret("operator", "a-secret-\"quoted\"-and-long"),
        Credential.signing("operator", Keys.privatePem(KEYS)).orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("credentials")
  void anAnswerThatRepeatsTheCredentialIsNotRead(Credential credential) {
    try (var echo = new EchoingServer(401)) {
      var endpoint = HttpUrl.get(echo.uri().toString());
      var connection =
          new Connection(DOMAIN, endpoint, credential, CaBundle.OF_THE_SYSTEM, Set.of());
      var http = tenant.http.newBuilder().addInterceptor(new SecretRedactor(credential)).build();
      var tokens = new AccessTokenSource(http, connection, tenant.clock);

      assertThat(failure(tokens::current))
          .isEqualTo(new Unauthorized("Auth0 gives this credential no token: no reason given."));
      echo.status(200);
      tenant.clock.move(Duration.ofSeconds(10));
      assertThat(failure(tokens::current)).isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void aKeyGetsATokenAndEachFetchAnAssertionOfItsOwn() {
    var tokens = tokens(registered(KEYS));

    var first = tokens.current();
    tokens.rejected(first);
    tenant.clock.move(Duration.ofSeconds(1)); // or the token would be the same

    assertThat(tokens.current()).isNotEqualTo(first);
    assertThat(tenant.simulator.requests().recent(TOKEN))
        .extracting(request -> request.status())
        .containsExactly(Optional.of(200), Optional.of(200));
  }

  @Test
  void aKeyThatAuth0DoesNotKnowIsUnauthorized() {
    registered(Keys.rsa(2048));

    assertThat(
            failure(
                tokens(Credential.signing("signing", Keys.privatePem(KEYS)).orElseThrow())
                    ::current))
        .isEqualTo(new Unauthorized("Auth0 gives this credential no token: Unauthorized"));
  }

  /** Assertions are dated by the system's clock. */
  private Credential registered(KeyPair keys) {
    tenant.clock.move(Duration.between(tenant.clock.instant(), Instant.now()));
    tenant.simulator.tenant().put(StoredClient.of("signing").withPublicKey(Keys.publicPem(keys)));
    authorize("signing", "read:client_grants", "delete:client_grants");
    return Credential.signing("signing", Keys.privatePem(KEYS)).orElseThrow();
  }

  private void authorize(String client, String... scopes) {
    var api = "https://" + DOMAIN + "/api/v2/";
    tenant.simulator.tenant().put(StoredGrant.of("cgr_Authorization001", client, api, scopes));
  }

  @Test
  void aTokenThatLacksAScopeIsRefusedToAllThreadsUntilItIsFetchedAgain() throws Exception {
    tenant.simulator.tenant().put(StoredClient.of("poor").withSecret("poor secret"));
    authorize("poor", "read:client_grants");
    var tokens = tokens(new SharedSecret("poor", "poor secret"));

    assertThat(together(() -> failure(tokens::current)))
        .containsExactly(new MissingScopes("The access token lacks delete:client_grants."));
    authorize("poor", "read:client_grants", "delete:client_grants");
    tenant.clock.move(Duration.ofMinutes(4).minusSeconds(1));
    assertThat(failure(tokens::current)).isInstanceOf(MissingScopes.class);
    assertThat(tenant.calls(TOKEN)).isEqualTo(1);

    tenant.clock.move(Duration.ofSeconds(1));
    assertThat(tokens.current()).isNotEmpty();
    assertThat(tenant.calls(TOKEN)).isEqualTo(2);
  }

  @Test
  void aTokenWithoutAnyScopeSaysSoAtTheApiAndIsReplacedLater() {
    tenant.simulator.tenant().put(StoredClient.of("poor").withSecret("poor secret"));
    authorize("poor");
    var grants = tenant.api(new SharedSecret("poor", "poor secret")).grants();
    var insufficient = new MissingScopes("Insufficient scope, expected any of: read:client_grants");

    assertThat(failure(() -> grants.find(TenantFixture.KEY))).isEqualTo(insufficient);
    authorize("poor", "read:client_grants", "delete:client_grants");
    assertThat(failure(() -> grants.find(TenantFixture.KEY))).isEqualTo(insufficient);
    assertThat(tenant.calls(TOKEN)).isEqualTo(1);

    tenant.clock.move(Duration.ofMinutes(4));
    assertThat(grants.find(TenantFixture.KEY)).isEmpty();
    assertThat(tenant.calls(TOKEN)).isEqualTo(2);
  }

  @Test
  void toStringShowsNoSecret() {
    var connection = tenant.connection();

    assertThat(connection).hasToString("Connection[" + DOMAIN + "]");
    assertThat(connection.credential()).hasToString("Credential[…]");
  }

  private AccessTokenSource tokens() {
    return tokens(Seed.MANAGEMENT_SECRET);
  }

  private AccessTokenSource tokens(String secret) {
    return tokens(new SharedSecret(Seed.MANAGEMENT_CLIENT, secret));
  }

  private AccessTokenSource tokens(Credential credential) {
    return new AccessTokenSource(tenant.http, tenant.connection(credential), tenant.clock);
  }

  private static Fault answer(String body) {
    return Fault.status(200, Map.of("content-type", "application/json"), body);
  }

  private static Failure unavailable(int status) {
    return new Unavailable("Auth0 answered with HTTP status %d.".formatted(status));
  }

  /** Makes a call from many threads at once, and returns the different answers. */
  private static <T> Set<T> together(Callable<T> call) throws Exception {
    var start = new CyclicBarrier(MANY);
    Callable<T> task =
        () -> {
          start.await();
          return call.call();
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new HashSet<T>();
      for (var answer : threads.invokeAll(nCopies(MANY, task))) {
        answers.add(answer.get());
      }
      return answers;
    }
  }
}
