package io.clientgrant.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Debian's Chromium without a window, driven by its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger next = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

  /** What the browser tells of by itself. */
  final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();

  private String session = "";

  /** The program, if it is installed. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(folder ->
            Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(Path.of(folder)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Browser(Path program, Path folder) throws IOException {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("profile"),
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("chromium.log").toFile())
            .start();
    var port = folder.resolve("profile").resolve("DevToolsActivePort");
    Awaitility.await()
        .atMost(LONG)
        .until(() -> Files.exists(port) && Files.readAllLines(port).size() > 1);
    var lines = Files.readAllLines(port);
    socket =
        http.newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:%s%s".formatted(lines.get(0), lines.get(1))),
                new Listener())
            .join();
    var target =
        call("Target.createTarget", Map.of("url", "about:blank")).get("targetId").textValue();
    session =
        call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .textValue();
    for (var domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      from.request(1);
      if (last) {
        received(text.toString());
        text.setLength(0);
      }
      return CompletableFuture.completedFuture(part);
    }
  }

  private void received(String message) {
    try {
      var node = JSON.readTree(message);
      var answer = answers.remove(node.path("id").asInt(-1));
      if (answer == null) {
        events.add(node);
      } else {
        answer.complete(node);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A command of the protocol. */
  JsonNode call(String method, Map<String, Object> parameters) {
    var id = next.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    var answer = new CompletableFuture<JsonNode>();
    answers.put(id, answer);
    socket.sendText(message.toString(), true).join();
    var node = answer.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(node.path("error").isMissingNode()).as("%s", node).isTrue();
    return node.get("result");
  }

  /** Opens a page, and waits until it has loaded. */
  void open(URI page) {
    call("Page.navigate", Map.of("url", page.toString()));
    Awaitility.await()
        .atMost(LONG)
        .until(() ->
            evaluate("document.readyState + location.href").asText().equals("complete" + page));
  }

  /** The value of an expression in the page, by the policy of which it goes. */
  JsonNode evaluate(String expression) {
    var result =
        call(
            "Runtime.evaluate",
            Map.of(
                "expression",
                expression,
                "returnByValue",
                true,
                "allowUnsafeEvalBlockedByCSP",
                false));
    assertThat(result.path("exceptionDetails").isMissingNode()).as("%s", result).isTrue();
    return result.at("/result/value");
  }

  /** Presses a key. */
  void press(Key key) {
    call("Input.dispatchKeyEvent", key.event("keyDown"));
    call("Input.dispatchKeyEvent", key.event("keyUp"));
  }

  /** A key, by what it is called and by its number. */
  enum Key {
    ENTER("Enter", 13, "\r"),
    ESCAPE("Escape", 27, ""),
    LEFT("ArrowLeft", 37, ""),
    RIGHT("ArrowRight", 39, "");

    private final String title;
    private final int number;
    private final String text;

    Key(String title, int number, String text) {
      this.title = title;
      this.number = number;
      this.text = text;
    }

    private Map<String, Object> event(String type) {
      return Map.of(
          "type",
          type,
          "key",
          title,
          "code",
          title,
          "windowsVirtualKeyCode",
          number,
          "text",
          type.equals("keyDown") ? text : "");
    }
  }

  @Override
  public void close() {
    session = "";
    call("Browser.close", Map.of());
    socket.abort();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
