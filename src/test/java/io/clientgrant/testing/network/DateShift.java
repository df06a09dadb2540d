package io.clientgrant.testing.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * A line to a server whose clock is not that of this machine: it rewrites the {@code Date} of each
 * answer. As a clock, it tells the time at the server.
 */
public final class DateShift implements InstantSource, AutoCloseable {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final Pattern DATE =
      Pattern.compile("(?<=\\r\\nDate: )\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
  private static final int BUFFER = 64 * 1024;

  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private final ServerSocket entrance;
  private final URI server;
  private final Queue<Duration> errors = new ConcurrentLinkedQueue<>();
  private volatile Duration ahead;

  /**
   * Opens it.
   *
   * @param ahead how far the clock of the server is ahead of ours
   */
  public DateShift(URI server, Duration ahead) {
    this.server = server;
    this.ahead = ahead;
    try {
      this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  /** Its URL. */
  public String uri() {
    return "http://127.0.0.1:%d".formatted(entrance.getLocalPort());
  }

  /** The time at the server. */
  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }

  /** Sets the clock of the server forward, or back. */
  public void move(Duration on) {
    ahead = ahead.plus(on);
  }

  /** Has the next answers, one for each of these, tell times that are wrong by so much. */
  public void mislead(Duration... by) {
    errors.addAll(List.of(by));
  }

  private void listen() {
    try (entrance) {
      while (true) {
        connect(entrance.accept());
      }
    } catch (IOException e) {
      // it was closed
    }
  }

  private void connect(Socket client) throws IOException {
    var other = new Socket(server.getHost(), server.getPort());
    ends.add(client);
    ends.add(other);
    Thread.ofVirtual().start(() -> pass(client, other, false));
    Thread.ofVirtual().start(() -> pass(other, client, true));
  }

  /** The server sends the head of an answer in one piece. */
  private void pass(Socket from, Socket to, boolean isAnswer) {
    var buffer = new byte[BUFFER];
    try (from;
        to) {
      while (true) {
        var read = from.getInputStream().read(buffer);
        if (read < 0) {
          return;
        }
        var text = new String(buffer, 0, read, ISO_8859_1);
        var passed = isAnswer ? DATE.matcher(text).replaceAll(_ -> date()) : text;
        to.getOutputStream().write(passed.getBytes(ISO_8859_1));
      }
    } catch (IOException e) {
      // one of them is gone, and so the other goes
    } finally {
      ends.remove(from);
      ends.remove(to);
    }
  }

  private String date() {
    return HTTP_DATE.format(
        instant().plus(Objects.requireNonNullElse(errors.poll(), Duration.ZERO)));
  }

  @Override
  public void close() {
    try {
      entrance.close();
      for (var end : ends) {
        end.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
