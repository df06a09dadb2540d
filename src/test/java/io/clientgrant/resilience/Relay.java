package io.clientgrant.resilience;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a server on this machine, which can be cut: the server stays, and so do others. */
final class Relay implements AutoCloseable {
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private final ServerSocket entrance;
  private final int server;
  private volatile boolean down;

  /**
   * Opens it.
   *
   * @param server the port of the server
   */
  Relay(int server) {
    this.server = server;
    try {
      this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** Cuts every connection, and new ones at once, until {@link #restore}. */
  void cut() {
    down = true;
    ends.forEach(Relay::close);
  }

  void restore() {
    down = false;
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

  private void connect(Socket client) {
    try {
      var other = new Socket(InetAddress.getLoopbackAddress(), server);
      ends.add(client);
      ends.add(other);
      if (down) { // asked after they were added, so that a cut at this moment misses none
        end(client, other);
      } else {
        Thread.ofVirtual().start(() -> pass(client, other));
        Thread.ofVirtual().start(() -> pass(other, client));
      }
    } catch (IOException e) {
      close(client); // the server is away
    }
  }

  private void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of them is gone, and so the other goes
    } finally {
      end(from, to);
    }
  }

  private void end(Socket... sockets) {
    for (var socket : sockets) {
      close(socket);
      ends.remove(socket);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // then it is as good as closed
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      cut();
    }
  }
}
