package io.clientgrant.simulator;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * What the simulator takes from the world around it.
 *
 * @param address the address to listen at
 * @param port the port there, 0 for a free one
 * @param clock what time it is, for tokens, windows and checkpoints
 * @param ids where the ids of new grants come from
 * @param chance what decides whether a fault with a share strikes
 * @param tls what it shows to those who connect; plain HTTP without it
 */
public record Setting(
    InetAddress address,
    int port,
    InstantSource clock,
    IdSource ids,
    RandomGenerator chance,
    Optional<SSLContext> tls) {

  /**
   * Loopback only, a free port, the system's clock, ids like the real ones, and the same chances
   * every time.
   */
  public static Setting standard() {
    return new Setting(
        loopback(), 0, InstantSource.system(), IdSource.random(), new Random(1), Optional.empty());
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /** This setting at another address. */
  public Setting withAddress(InetAddress other) {
    return new Setting(other, port, clock, ids, chance, tls);
  }

  /** This setting on another port. */
  public Setting withPort(int other) {
    return new Setting(address, other, clock, ids, chance, tls);
  }

  /** This setting by another clock. */
  public Setting withClock(InstantSource other) {
    return new Setting(address, port, other, ids, chance, tls);
  }

  /** This setting with other ids. */
  public Setting withIds(IdSource other) {
    return new Setting(address, port, clock, other, chance, tls);
  }

  /** This setting behind HTTPS. */
  public Setting withTls(SSLContext context) {
    return new Setting(address, port, clock, ids, chance, Optional.of(context));
  }
}
