package io.clientgrant.auth0.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits calls to one tenant, no faster than its owners and Auth0 allow. It never blocks: a caller
 * that is not admitted is told when to come back, and keeps its place in the queue. Urgent calls,
 * for what a user has just changed, take the next token; the background leaves some to people.
 *
 * <p>The limit at Auth0 is learnt from the answers ({@link BucketEstimate}, {@link
 * TenantWideLimit}). An endpoint with a limit of its own has a limiter of its own.
 */
public final class RateLimiter {
  private static final Logger LOG = LoggerFactory.getLogger(RateLimiter.class);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final String ENDPOINT = "Endpoint limit";

  /** About as long as a quick call takes; who waits for room asks no more often. */
  private static final Duration SOON = Duration.ofMillis(50);

  private final String name;
  private final InstantSource clock;
  private final TenantLimit tenant;
  private final CallQueue queue = new CallQueue();
  private ServerClock serverClock = ServerClock.UNKNOWN;
  private @Nullable BucketEstimate estimate;
  private boolean answered;
  private boolean logged;
  private Instant closedUntil = Instant.MIN;
  private int inFlight;
  private int answeredInFlight;
  private Duration waited = Duration.ZERO;

  /**
   * The limiter of a tenant, without configured limits.
   *
   * @param name the tenant's name in the log
   * @param clock never set back or forward; its distance to Auth0's clock does not matter
   */
  public RateLimiter(String name, InstantSource clock) {
    this(name, clock, new TenantLimit());
  }

  private RateLimiter(String name, InstantSource clock, TenantLimit tenant) {
    this.name = name;
    this.clock = clock;
    this.tenant = tenant;
  }

  /** The limiter of endpoints of the same tenant that have a limit of their own. */
  public RateLimiter ofEndpoint(String endpoint) {
    return new RateLimiter(name + " " + endpoint, clock, tenant);
  }

  /** Sets the limit that one owner configures. The lowest limit applies. */
  public void configure(Object owner, RateLimit limit) {
    synchronized (tenant) {
      tenant.configure(owner, limit, clock.instant());
    }
  }

  /** Removes the limit of an owner, if there is one. */
  public void removeConfigured(Object owner) {
    synchronized (tenant) {
      tenant.removeConfigured(owner);
    }
  }

  /**
   * Asks to make a call. Tokens are given out in the order of the queue, but are not lost if a
   * caller does not come in time. Room among the calls in flight goes to the first that asks,
   * because it would stay empty until the first in the queue is back.
   *
   * @param caller whose call it is; asking again keeps the place in the queue, or improves it
   * @param urgent whether a user waits for it
   */
  public Admission tryAcquire(Object caller, boolean urgent) {
    synchronized (tenant) {
      var now = clock.instant();
      var place = queue.place(caller, urgent, now);
      var others = queue.othersBefore(place, now);
      var ahead = others + queue.sameBefore(place, now);
      var isNext = !opens(ahead, urgent, now).isAfter(now);
      if (isNext && room() > others) {
        queue.admit(place);
        waited = waited.plus(Duration.between(place.since(), now));
        tenant.admit(now);
        inFlight++;
        return new Admission.Granted();
      }
      var due = due(others, others + queue.rank(place), urgent, now);
      queue.keep(place, due);
      return new Admission.RetryAt(due);
    }
  }

  /** Gives up a place in the queue, if there is one. */
  public void cancel(Object caller) {
    synchronized (tenant) {
      queue.leave(caller);
    }
  }

  /** Counts one more call of a caller that was admitted. */
  public void charge() {
    synchronized (tenant) {
      tenant.take(clock.instant());
      answeredInFlight = Math.max(0, answeredInFlight - 1);
    }
  }

  /** Gives back the room of a call that has ended. */
  public void release() {
    synchronized (tenant) {
      tenant.release();
      inFlight--;
      if (answeredInFlight > 0) {
        answeredInFlight--;
      } else if (estimate != null) {
        estimate = estimate.take(clock.instant());
      }
    }
  }

  /**
   * Takes in an answer.
   *
   * @param message what a 429 says
   * @param sent when its call was sent
   */
  public void responseReceived(int status, Headers headers, String message, Instant sent) {
    synchronized (tenant) {
      var now = clock.instant();
      answered = true;
      answeredInFlight = Math.min(inFlight, answeredInFlight + 1);
      var seen = LimitHeaders.read(headers, now);
      seen.ifPresent(says -> serverClock = serverClock.after(says.date(), sent, now));
      if (status == TOO_MANY_REQUESTS) {
        refused(seen.orElse(null), headers, message.startsWith(ENDPOINT), sent, now);
      } else {
        tenant.answered(now);
        seen.ifPresent(says -> learn(Answer.of(says, serverClock, sent, now)));
      }
    }
  }

  private void learn(Answer answer) {
    estimate = estimate == null ? BucketEstimate.of(answer) : estimate.after(answer, unanswered());
    var learnt = estimate.learnt();
    if (!logged && learnt.isSure()) {
      logged = true;
      LOG.atInfo()
          .addKeyValue("domain", name)
          .addKeyValue("size", learnt.size())
          .addKeyValue("leastPerSecond", learnt.leastPerSecond())
          .addKeyValue("mostPerSecond", learnt.mostPerSecond())
          .log("learnt the rate limit from Auth0's headers");
    }
  }

  /** A refusal is that of the tenant-wide limit if the bucket that the headers show has tokens. */
  private void refused(
      @Nullable LimitHeaders seen, Headers headers, boolean byEndpoint, Instant sent, Instant now) {
    var pause = LimitHeaders.retryAfter(headers);
    var bucketIsEmpty = seen != null && seen.remaining() == 0;
    if (seen != null && bucketIsEmpty) {
      var answer = Answer.of(seen, serverClock, sent, now);
      estimate = (estimate == null ? BucketEstimate.of(answer) : estimate).refused(answer);
    } else if (byEndpoint && pause.isEmpty()) {
      pause = Optional.of(LimitHeaders.pause(headers, now));
    }
    if (bucketIsEmpty || byEndpoint) {
      tenant.answered();
      pause.ifPresent(length -> closedUntil = CallQueue.later(now.plus(length), closedUntil));
    } else {
      tenant.refused(sent, now);
      pause.ifPresent(length -> tenant.closeUntil(now.plus(length)));
    }
  }

  /** Takes in that a call had no answer. */
  public void noResponse() {
    synchronized (tenant) {
      tenant.unanswered(clock.instant());
    }
  }

  /** When a call that a user waits for can be made, if nobody else calls. */
  public Instant opens() {
    synchronized (tenant) {
      return opens(0, true, clock.instant());
    }
  }

  /** How many calls may be made now, by the tenant's limits; infinitely many if none is known. */
  public double callsLeft() {
    synchronized (tenant) {
      var now = clock.instant();
      var left = estimate == null ? Double.POSITIVE_INFINITY : estimate.tokens(now) - unanswered();
      return Math.floor(Math.max(0, Math.min(tenant.tokens(now), left)));
    }
  }

  /** What is known of the limit at Auth0; empty before the first answer. */
  public Optional<LearntLimit> learnt() {
    synchronized (tenant) {
      return Optional.ofNullable(estimate).map(BucketEstimate::learnt);
    }
  }

  /** How many wait for a call now: those for whom a user waits, or the background. */
  public int waiting(boolean urgent) {
    synchronized (tenant) {
      return queue.waiting(urgent, clock.instant());
    }
  }

  /** How long callers have waited in the queue, all together. */
  public Duration waited() {
    synchronized (tenant) {
      return waited;
    }
  }

  /** When a caller with so many ahead of it can call. */
  private Instant opens(int ahead, boolean urgent, Instant now) {
    var byTenant = CallQueue.later(closedUntil, tenant.when(ahead + 1, now));
    return estimate == null
        ? byTenant
        : CallQueue.later(byTenant, estimate.when(ahead + 1, urgent, unanswered(), now));
  }

  /** Until the first answer nothing is known, so one call is enough. */
  private int room() {
    return answered ? tenant.room() : Math.min(tenant.room(), 1 - inFlight);
  }

  /** The calls that an answer may not have counted yet. */
  private int unanswered() {
    return inFlight - answeredInFlight;
  }

  /**
   * When a caller is to come back: never before the first in the queue can call, and then rather
   * too early than too late, because nobody can call with a token whose caller is not there. The
   * limit may change, so nobody stays away for long.
   */
  private Instant due(int others, int ahead, boolean urgent, Instant now) {
    var byRoom = SOON.multipliedBy(1 + ahead / TenantLimit.MOST_IN_FLIGHT);
    var first = opens(others, urgent, now);
    var byTokens =
        estimate == null ? now : estimate.comesBack(ahead + 1, urgent, unanswered(), now);
    var due = CallQueue.later(CallQueue.later(first, byTokens), tenant.when(ahead + 1, now));
    var latest = now.plus(BucketEstimate.LONGEST_WAIT);
    var bounded = due.isBefore(latest) ? due : latest;
    return room() > others && due.isAfter(now)
        ? bounded
        : CallQueue.later(bounded, now.plus(byRoom));
  }
}
