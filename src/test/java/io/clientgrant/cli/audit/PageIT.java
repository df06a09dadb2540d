package io.clientgrant.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.clientgrant.auth0.api.ClientProfile;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.inventory.Declaration;
import io.clientgrant.inventory.Declarations;
import io.clientgrant.inventory.Directory;
import io.clientgrant.inventory.Gap;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.Inventory;
import io.clientgrant.inventory.audit.Audit;
import io.clientgrant.inventory.audit.Baseline;
import io.clientgrant.inventory.audit.Evidence;
import io.clientgrant.inventory.audit.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of 2,000 grants in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {
  private static final int GRANTS = 2_000;
  private static final int CLIENTS = 200;
  private static final String DOMAIN = "example.eu.auth0.com";
  private static final String HOSTILE =
      "</script><img src=x onerror=\"document.title='taken'\"><svg onload=alert(1)>{{data}}";

  /** The least contrast of any text that is shown, and where it is. */
  private static final String CONTRAST =
      """
      (() => {
        const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
        const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
        const behind = (node) => {
          for (; node; node = node.parentElement) {
            const colour = parts(getComputedStyle(node).backgroundColor);
            if (colour.length < 4 || colour[3] === 1) return colour;
          }
          throw new Error('nothing behind');
        };
        let least = {ratio: 99, where: '', looked: 0};
        for (const node of document.body.querySelectorAll('*')) {
          const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
          if ((!own && !node.matches('input, select')) || !node.checkVisibility()) continue;
          least.looked++;
          const [one, other] = [light(parts(getComputedStyle(node).color)), light(behind(node))];
          const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
          if (ratio < least.ratio) least = {...least, ratio, where: node.outerHTML.slice(0, 200)};
        }
        return least;
      })()\
      """;

  private @Nullable Browser started;
  private Path page = Path.of("");

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    var program = Browser.installed();
    assumeTrue(
        program.isPresent(),
        "There is no Chromium, so the page was not tried in a browser: apt-get install chromium.");
    page = Files.writeString(folder.resolve("audit.html"), HtmlReport.of(report()));
    started = new Browser(program.orElseThrow(), folder);
  }

  @AfterAll
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  private Browser browser() {
    return Objects.requireNonNull(started);
  }

  @BeforeEach
  void open() {
    media("screen", "light");
    browser().events.clear();
    browser().open(page.toUri());
  }

  private static AuditReport report() {
    var clients = new HashMap<String, ClientProfile>();
    for (var number = 0; number < CLIENTS; number++) {
      var name = number == 0 ? HOSTILE : "Service %03d".formatted(number);
      clients.put(id(number), new ClientProfile(id(number), name, null, null, null, null));
    }
    var grants = IntStream.range(0, GRANTS).mapToObj(PageIT::grant).toList();
    var directory =
        new Directory(
            DOMAIN,
            clients,
            Map.of(),
            Declarations.of(
                grants.stream()
                    .limit(500)
                    .map(grant ->
                        new Declaration(
                            "team-" + grant.key().audience().charAt(27),
                            grant.id().value().replace('_', '-'),
                            grant.key(),
                            grant.id(),
                            "InSync",
                            grant.id().value().endsWith("7") ? "2027-01-31T00:00:00Z" : null))),
            true,
            List.of(
                new Gap(Part.APIS, "read:resource_servers", "It lacks read:resource_servers.")));
    var inventory = new Inventory(directory, grants.stream().map(directory::describe).toList());
    var now = Instant.parse("2026-11-20T12:00:00Z");
    var audit = Audit.of(new Evidence(inventory, Set.of(), null, Map.of(), Thresholds.USUAL, now));
    return new AuditReport(
        now,
        inventory,
        audit.results(),
        Baseline.NONE.split(audit.findings(), LocalDate.parse("2026-11-20")));
  }

  private static String id(int number) {
    return "client%03d".formatted(number);
  }

  /**
   * Each client has ten grants; every hundredth gives all scopes, and one is on the Management API.
   */
  private static Grant grant(int number) {
    var audience =
        number == 1
            ? "https://" + DOMAIN + "/api/v2/"
            : "https://api.example.com/v1/%02d".formatted((number + number / CLIENTS) % 50);
    var settings =
        number % 100 == 50
            ? new Settings(Map.of(Field.ALLOW_ALL_SCOPES, new Bool(true)))
            : new Settings(
                Map.of(
                    Field.SCOPE,
                    StringSet.of(
                        number == 1
                            ? List.of("update:client_grants")
                            : List.of("read:things", "write:things_%d".formatted(number % 3)))));
    return new Grant(
        new GrantId("cgr_%04d".formatted(number)),
        new GrantKey(DOMAIN, new Grantee.Client(id(number % CLIENTS)), audience, "client"),
        settings,
        false);
  }

  @Test
  void itShowsTheMatrixAndBreaksNoPolicyOfItsOwn() {
    assertThat(text("#summary")).startsWith("2000 of 2000 grants");
    assertThat(text("#summary")).contains("1 critical").contains("high");
    assertThat(count("#matrix tbody tr")).isEqualTo(100);
    assertThat(text("#pager")).contains("Clients 1 to 100 of 200");
    assertThat(count("#matrix button.critical")).isEqualTo(1);
    assertThat(count("#matrix button.high")).isPositive();
    assertThat(text("#unchecked")).contains("CG13").contains("It lacks read:resource_servers.");
    assertThat(text("#unused")).startsWith("Not known.");
    assertThat(text("#expiring")).contains("2027-01-31T00:00:00Z");
    assertThat(complaints()).isEmpty();
  }

  /** Chromium tells of each thing that a policy keeps it from, and of each exception. */
  private List<JsonNode> complaints() {
    return browser().events.stream()
        .filter(event ->
            event.path("method").asText().matches("Log.entryAdded|Runtime.exceptionThrown")
                || (event.path("method").asText().equals("Network.requestWillBeSent")
                    && !event.at("/params/request/url").asText().startsWith("file:")))
        .toList();
  }

  @Test
  void aHostileNameDoesNothing() {
    assertThat(browser().evaluate("document.title").asText())
        .isEqualTo("Client grants of " + DOMAIN);
    assertThat(count("img, svg, iframe, script[src], link")).isZero();
    assertThat(browser().evaluate("document.scripts.length").asInt()).isEqualTo(2);
    filter("client", "img src");
    assertThat(text("#matrix tbody")).contains(HOSTILE);
    assertThat(complaints()).isEmpty();
  }

  /** What if a name did become markup: the policy of the page is the second wall. */
  @Test
  void thePolicyStopsWhateverScriptGetsIn() {
    var taken =
        browser()
            .evaluate(
                """
                (() => {
                  const tries = [
                    () => { document.body.innerHTML += '<img src=x onerror="window.taken = 1">'; },
                    () => {
                      const button = document.createElement('button');
                      document.body.append(button);
                      button.setAttribute('onclick', 'window.taken = 1');
                      button.click();
                    },
                    () => {
                      const script = document.createElement('script');
                      document.body.append(script);
                      script.textContent = 'window.taken = 1';
                    },
                    () => { eval('window.taken = 1'); },
                  ];
                  return tries.map((one) => {
                    try { one(); } catch (e) { return typeof window.taken; }
                    return typeof window.taken;
                  });
                })()\
                """);

    assertThat(taken).hasSize(4).allMatch(one -> one.asText().equals("undefined"));
    assertThat(complaints()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "client, service 001, 10",
    "client, client001, 10",
    "api, /v1/07, 40",
    "scope, write:things_1, 680",
    "namespace, team-0, 99",
    "risk, critical, 1",
    "risk, high, 21",
    "client, nobody, 0",
  })
  void aFilterNarrowsEverything(String name, String value, int grants) {
    filter(name, value);

    assertThat(text("#summary")).startsWith(grants + " of 2000 grants");
    assertThat(count("#matrix td button")).isLessThanOrEqualTo(grants);
    assertThat(complaints()).isEmpty();
  }

  @Test
  void filtersCombineAndShowAllTakesThemBack() {
    filter("client", "service 00");
    filter("scope", "write:things_0");
    assertThat(text("#summary")).matches("(?s)[1-9][0-9]? of 2000.*");

    browser().evaluate("document.querySelector('#filters button[type=reset]').click()");
    Awaitility.await().untilAsserted(() -> assertThat(text("#summary")).startsWith("2000 of 2000"));
  }

  @Test
  void itWorksByKeyboard() {
    browser().evaluate("document.querySelector('#matrix button[tabindex=\"0\"]').focus()");
    var first = focused();
    browser().press(Browser.Key.RIGHT);
    var second = focused();
    browser().press(Browser.Key.LEFT);

    assertThat(second).isNotEqualTo(first);
    assertThat(focused()).isEqualTo(first);
    assertThat(count("#matrix button[tabindex=\"0\"]")).isEqualTo(1);

    browser().press(Browser.Key.ENTER);
    assertThat(browser().evaluate("document.querySelector('dialog').open").asBoolean()).isTrue();
    assertThat(text("dialog")).contains("cgr_").contains("Scopes");
    browser().press(Browser.Key.ESCAPE);
    Awaitility.await()
        .until(() -> !browser().evaluate("document.querySelector('dialog').open").asBoolean());
    assertThat(focused()).isEqualTo(first);
  }

  private String focused() {
    return browser().evaluate("document.activeElement.getAttribute('aria-label')").asText();
  }

  @Test
  void thePictureHasPages() {
    browser().evaluate("document.querySelector('#pager [aria-label=\"Next clients\"]').click()");

    assertThat(text("#pager")).contains("Clients 101 to 200 of 200");
    assertThat(count("#matrix tbody tr")).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void everyTextCanBeRead(String scheme) {
    media("screen", scheme);
    browser().evaluate("document.querySelector('#matrix button').click()");

    var least = browser().evaluate(CONTRAST);

    assertThat(least.get("looked").asInt()).isGreaterThan(500);
    assertThat(least.get("ratio").asDouble()).as("%s", least).isGreaterThanOrEqualTo(4.5);
  }

  @Test
  void thePrintedPageShowsTheWholeMatrix() {
    media("print", "light");

    assertThat(
            browser()
                .evaluate("getComputedStyle(document.querySelector('#matrix-box')).overflow")
                .asText())
        .isEqualTo("visible");
    assertThat(browser().evaluate("document.querySelector('#pager').checkVisibility()").asBoolean())
        .isFalse();
    assertThat(browser().call("Page.printToPDF", Map.of("landscape", true)).get("data").asText())
        .startsWith("JVBERi"); // %PDF
  }

  private void media(String type, String scheme) {
    browser()
        .call(
            "Emulation.setEmulatedMedia",
            Map.of(
                "media",
                type,
                "features",
                List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private void filter(String name, String value) {
    browser()
        .evaluate(
            """
            (() => {
              const field = document.querySelector('#filters').elements['%s'];
              field.value = '%s';
              field.dispatchEvent(new Event('input', {bubbles: true}));
            })()\
            """
                .formatted(name, value));
  }

  private String text(String selector) {
    return browser()
        .evaluate("document.querySelector('%s').textContent".formatted(selector))
        .asText();
  }

  private int count(String selector) {
    return browser().evaluate("document.querySelectorAll('%s').length".formatted(selector)).asInt();
  }
}
