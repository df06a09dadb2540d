package io.clientgrant.testing.network;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A forward proxy behind which there is one server, whichever host a caller asks for. */
public final class ForwardProxy implements AutoCloseable {
  private static final String END_OF_HEAD = "\r\n\r\n";

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ServerSocket entrance;
  private final URI server;

  /** Opens it, on loopback. */
  public ForwardProxy(URI server) {
    this.server = server;
    try {
      this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  public int port() {
    return entrance.getLocalPort();
  }

  /** Where callers wanted to go, each as host and port. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private void listen() {
    try (entrance) {
      while (true) {
        var caller = entrance.accept();
        Thread.ofVirtual().start(() -> serve(caller));
      }
    } catch (IOException e) {
      // it was closed
    }
  }

  private void serve(Socket caller) {
    try (caller;
        var other = new Socket(server.getHost(), server.getPort())) {
      asked.add(head(caller.getInputStream()).split(" ", 3)[1]); // CONNECT host:port HTTP/1.1
      caller.getOutputStream().write(("HTTP/1.1 200 OK" + END_OF_HEAD).getBytes(US_ASCII));
      var back = Thread.ofVirtual().start(() -> pass(other, caller));
      pass(caller, other);
      back.join();
    } catch (IOException e) {
      // one of them is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String head(InputStream from) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(US_ASCII).endsWith(END_OF_HEAD)) {
      var next = from.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.write(next);
    }
    return head.toString(US_ASCII);
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // one of them is gone
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
