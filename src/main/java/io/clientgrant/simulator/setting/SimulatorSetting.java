package io.clientgrant.simulator.setting;

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
public record SimulatorSetting(
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
  public static SimulatorSetting standard() {
    return new SimulatorSetting(
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
  public SimulatorSetting withAddress(InetAddress other) {
    return new SimulatorSetting(other, port, clock, ids, chance, tls);
  }

  /** This setting on another port. */
  public SimulatorSetting withPort(int other) {
    return new SimulatorSetting(address, other, clock, ids, chance, tls);
  }

  /** This setting by another clock. */
  public SimulatorSetting withClock(InstantSource other) {
    return new SimulatorSetting(address, port, other, ids, chance, tls);
  }

  /** This setting with other ids. */
  public SimulatorSetting withIds(IdSource other) {
    return new SimulatorSetting(address, port, clock, other, chance, tls);
  }

  /** This setting behind HTTPS. */
  public SimulatorSetting withTls(SSLContext context) {
    return new SimulatorSetting(address, port, clock, ids, chance, Optional.of(context));
  }
}
