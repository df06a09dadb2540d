package io.clientgrant.simulator;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * What the simulator takes from the world around it.
 *
 * @param port the port on loopback, 0 for a free one
 * @param clock what time it is, for tokens, windows and checkpoints
 * @param ids where the ids of new grants come from
 * @param chance what decides whether a fault with a share strikes
 * @param tls what it shows to those who connect; plain HTTP without it
 */
public record Setting(
    int port, InstantSource clock, IdSource ids, RandomGenerator chance, Optional<SSLContext> tls) {

  /** A free port, the system's clock, ids like the real ones, and the same chances every time. */
  public static Setting standard() {
    return new Setting(
        0, InstantSource.system(), IdSource.random(), new Random(1), Optional.empty());
  }

  /** This setting on another port. */
  public Setting withPort(int other) {
    return new Setting(other, clock, ids, chance, tls);
  }

  /** This setting by another clock. */
  public Setting withClock(InstantSource other) {
    return new Setting(port, other, ids, chance, tls);
  }

  /** This setting with other ids. */
  public Setting withIds(IdSource other) {
    return new Setting(port, clock, other, chance, tls);
  }

  /** This setting behind HTTPS. */
  public Setting withTls(SSLContext context) {
    return new Setting(port, clock, ids, chance, Optional.of(context));
  }
}
