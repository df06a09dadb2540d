package io.clientgrant.testing.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An endpoint whose owner means harm, or a proxy that is broken: it answers the token endpoint as
 * Auth0 does, unless told otherwise, and everything else with what it was told.
 */
public final class HostileEndpoint implements AutoCloseable {
  private static final int MEBIBYTE = 1024 * 1024;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong tokens = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private volatile Reply api = HostileReplies.json("{\"client_grants\": []}");
  private volatile Reply token = HostileReplies.TOKEN;

  /** What it answers. */
  @FunctionalInterface
  public interface Reply {
    void to(HttpExchange call) throws IOException;
  }

  /** Listens on loopback. */
  public HostileEndpoint() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public URI uri() {
    var address = server.getAddress();
    return URI.create("http://%s:%d".formatted(address.getHostString(), address.getPort()));
  }

  /** How many bytes of endless bodies it has sent. */
  public long sent() {
    return sent.get();
  }

  /** How many tokens were asked for. */
  public long tokens() {
    return tokens.get();
  }

  /** How many calls of the Management API were made. */
  public long calls() {
    return calls.get();
  }

  public HostileEndpoint answering(Reply reply) {
    api = reply;
    return this;
  }

  public HostileEndpoint answeringTokensWith(Reply reply) {
    token = reply;
    return this;
  }

  /** A body that goes on until the caller hangs up, or for a gibibyte. */
  public Reply endless() {
    return call -> {
      call.getResponseHeaders().set("content-type", "application/json");
      call.sendResponseHeaders(200, 0);
      var blank = " ".repeat(MEBIBYTE).getBytes(UTF_8);
      for (var mebibyte = 0; mebibyte < 1024; mebibyte++) {
        call.getResponseBody().write(blank);
        sent.addAndGet(blank.length);
      }
    };
  }

  /**
   * A list whose pages each name a next one.
   *
   * @param grant the one grant of a page, into which the number of the call is put
   */
  public Reply endlessPages(String grant) {
    return call ->
        HostileReplies.json(
                "{\"client_grants\": [%s], \"next\": \"next\"}"
                    .formatted(grant.formatted(calls.get())))
            .to(call);
  }

  private void answer(HttpExchange call) throws IOException {
    try (call) {
      call.getRequestBody().readAllBytes();
      if (call.getRequestURI().getPath().equals("/oauth/token")) {
        tokens.incrementAndGet();
        token.to(call);
      } else {
        calls.incrementAndGet();
        api.to(call);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
