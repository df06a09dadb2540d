package io.clientgrant.simulator;

import io.clientgrant.simulator.state.IdSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * What the simulator gets from its surroundings.
 *
 * @param address the address to listen on
 * @param port the port to listen on, 0 for a free one
 * @param clock the clock for tokens, rate limit windows and checkpoints
 * @param ids the source of ids for new grants
 * @param random decides whether a fault with a share applies
 * @param tls the TLS context; without one the simulator serves plain HTTP
 */
public record SimulatorEnvironment(
    InetAddress address,
    int port,
    InstantSource clock,
    IdSource ids,
    RandomGenerator random,
    Optional<SSLContext> tls) {

  /** Loopback, a free port, the system clock, ids like the real ones, and a fixed random seed. */
  public static SimulatorEnvironment standard() {
    return new SimulatorEnvironment(
        loopback(), 0, InstantSource.system(), IdSource.random(), new Random(1), Optional.empty());
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /** This environment with another address. */
  public SimulatorEnvironment withAddress(InetAddress other) {
    return new SimulatorEnvironment(other, port, clock, ids, random, tls);
  }

  /** This environment with another port. */
  public SimulatorEnvironment withPort(int other) {
    return new SimulatorEnvironment(address, other, clock, ids, random, tls);
  }

  /** This environment with another clock. */
  public SimulatorEnvironment withClock(InstantSource other) {
    return new SimulatorEnvironment(address, port, other, ids, random, tls);
  }

  /** This environment with another source of ids. */
  public SimulatorEnvironment withIds(IdSource other) {
    return new SimulatorEnvironment(address, port, clock, other, random, tls);
  }

  /** This environment with HTTPS. */
  public SimulatorEnvironment withTls(SSLContext context) {
    return new SimulatorEnvironment(address, port, clock, ids, random, Optional.of(context));
  }
}
