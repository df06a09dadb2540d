package io.clientgrant.testing.network;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A server that speaks no HTTP, or bad HTTP: it is given each connection as it is. */
public final class RawEndpoint implements AutoCloseable {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final byte SETTINGS = 4;
  private static final byte HEADERS = 1;
  private static final byte CONTINUATION = 9;
  private static final int PREFACE_LENGTH = 24;

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();
  private final String scheme;

  /** What it does with a connection; the connection is closed when it returns. */
  @FunctionalInterface
  public interface Talk {
    void with(Socket socket) throws IOException;
  }

  private RawEndpoint(String scheme, ServerSocket server, Talk talk) {
    this.scheme = scheme;
    this.server = server;
    Thread.ofVirtual().start(() -> accept(talk));
  }

  /** Takes connections and never answers. */
  public static RawEndpoint halfOpen() {
    return plain(
        "http",
        socket -> {
          var _ = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
  }

  /** Answers a TLS handshake with what is none. */
  public static RawEndpoint brokenTls() {
    return plain(
        "https",
        socket -> socket.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII)));
  }

  /** Answers over HTTP/2 with headers that do not end, up to a gibibyte. */
  public static RawEndpoint http2HeaderFlood(SSLContext context) {
    try {
      var server = (SSLServerSocket) listening(context.getServerSocketFactory());
      var parameters = server.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      server.setSSLParameters(parameters);
      var endpoint = new RawEndpoint[1];
      endpoint[0] = new RawEndpoint("https", server, socket -> endpoint[0].flood(socket));
      return endpoint[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RawEndpoint plain(String scheme, Talk talk) {
    try {
      return new RawEndpoint(scheme, listening(ServerSocketFactory.getDefault()), talk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerSocket listening(ServerSocketFactory factory) throws IOException {
    return factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Its URL. */
  public String uri() {
    return "%s://localhost:%d".formatted(scheme, server.getLocalPort());
  }

  /** How many bytes of endless headers it has sent. */
  public long sent() {
    return sent.get();
  }

  private void accept(Talk talk) {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> answer(socket, talk));
      } catch (IOException e) {
        return; // it was closed
      }
    }
  }

  private void answer(Socket socket, Talk talk) {
    try (socket) {
      talk.with(socket);
    } catch (IOException e) {
      // the caller hung up
    } finally {
      open.remove(socket);
    }
  }

  private void flood(Socket socket) throws IOException {
    var in = socket.getInputStream();
    var out = socket.getOutputStream();
    out.write(frame(SETTINGS, 0, new byte[0]));
    in.skipNBytes(PREFACE_LENGTH);
    var stream = streamOfHeaders(in);
    out.write(frame(HEADERS, stream, new byte[] {(byte) 0x88})); // :status 200
    var block = headerBlock();
    while (sent.get() < 1024L * MEBIBYTE) {
      out.write(frame(CONTINUATION, stream, block));
      sent.addAndGet(block.length);
    }
  }

  /** Reads frames up to the first HEADERS; returns the number of its stream. */
  private static int streamOfHeaders(InputStream in) throws IOException {
    while (true) {
      var head = ByteBuffer.wrap(in.readNBytes(9));
      if (head.remaining() < 9) {
        throw new IOException("the caller hung up");
      }
      in.skipNBytes(head.getInt(0) >>> 8);
      if (head.get(3) == HEADERS) {
        return head.getInt(5) & Integer.MAX_VALUE;
      }
    }
  }

  /** Headers named {@code a} with a value of 100 bytes, not indexed. */
  private static byte[] headerBlock() {
    var block = new byte[104 * 150];
    for (var at = 0; at < block.length; at += 104) {
      block[at + 1] = 1;
      block[at + 2] = 'a';
      block[at + 3] = 100;
      Arrays.fill(block, at + 4, at + 104, (byte) 'x');
    }
    return block;
  }

  private static byte[] frame(byte type, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put(type)
        .put((byte) 0) // no END_HEADERS
        .putInt(stream)
        .put(payload)
        .array();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (var socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
