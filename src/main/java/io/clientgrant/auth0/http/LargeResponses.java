package io.clientgrant.auth0.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the memory that large responses take: at most 16 are received at the same time, and one of
 * them is parsed. All tenants share it. A thread has one response at a time.
 */
public final class LargeResponses {
  /** How many are received at the same time. */
  public static final int AT_ONCE = 16;

  private static final int PATIENCE_SECONDS = 5;

  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final Set<Thread> receivers = ConcurrentHashMap.newKeySet();
  private final ReentrantLock parser = new ReentrantLock();

  /**
   * Waits for a place, before more of a response is read than the small ones have.
   *
   * @throws TooManyLargeResponsesException if there is none in five seconds
   */
  void receive() throws IOException {
    try {
      if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new TooManyLargeResponsesException();
      }
      receivers.add(Thread.currentThread());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** Waits for the others to be parsed; that takes no longer than they are long. */
  void parse() {
    parser.lock();
  }

  /** Ends what this thread has begun, if anything. */
  public void end() {
    if (parser.isHeldByCurrentThread()) {
      parser.unlock();
    }
    if (receivers.remove(Thread.currentThread())) {
      places.release();
    }
  }

  /** Whether there is no large response. */
  public boolean isIdle() {
    return receivers.isEmpty() && !parser.isLocked();
  }

  /** There are as many large responses already as there may be. */
  static final class TooManyLargeResponsesException extends IOException {
    TooManyLargeResponsesException() {
      super("as many large responses as there may be");
    }
  }
}
