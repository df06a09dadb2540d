package io.clientgrant.controller.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes events, one for each change and none for a resync, and counts them. */
public final class EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final String CONTROLLER = "auth0.clientgrant.io/operator";

  private static final int MAX_PREFIX_LENGTH = 200; // a name has at most 253 characters
  private static final int MAX_NOTE_BYTES = 1024; // the API server refuses longer ones

  private final KubernetesClient client;
  private final String instance;
  private final MeterRegistry meters;
  private final InstantSource clock;

  /**
   * @param instance names this process, such as the Pod
   */
  public EventRecorder(
      KubernetesClient client, String instance, MeterRegistry meters, InstantSource clock) {
    this.client = client;
    this.instance = instance;
    this.meters = meters;
    this.clock = clock;
  }

  /** Records that something was done. */
  public void normal(HasMetadata resource, String reason, String message) {
    publish(resource, anyName(resource), "Normal", reason, message);
  }

  /** Records that something cannot be done. */
  public void warning(HasMetadata resource, String reason, String message) {
    publish(resource, anyName(resource), "Warning", reason, message);
  }

  /**
   * Records something that is said once of a resource. The name of the event follows from what it
   * says, so that another try, after a crash, adds none.
   */
  public void warningOnce(HasMetadata resource, String reason, String message) {
    var said = String.join("\n", resource.getMetadata().getUid(), reason, message);
    var meta = anyName(resource);
    var name = meta.getGenerateName() + UUID.nameUUIDFromBytes(said.getBytes(UTF_8));
    publish(
        resource,
        new ObjectMetaBuilder(meta).withGenerateName(null).withName(name).build(),
        "Warning",
        reason,
        message);
  }

  private static ObjectMeta anyName(HasMetadata resource) {
    var meta = resource.getMetadata();
    var prefix = Math.min(meta.getName().length(), MAX_PREFIX_LENGTH);
    return new ObjectMetaBuilder()
        .withGenerateName(meta.getName().substring(0, prefix) + "-")
        .withNamespace(meta.getNamespace())
        .build();
  }

  /** Failures are ignored: a namespace that is being deleted takes no events. */
  private void publish(
      HasMetadata resource, ObjectMeta name, String type, String reason, String message) {
    count(resource.getKind(), type, reason);
    var meta = resource.getMetadata();
    var event =
        new EventBuilder()
            .withMetadata(name)
            .withEventTime(new MicroTime(MICRO_TIME.format(clock.instant())))
            .withReportingController(CONTROLLER)
            .withReportingInstance(instance)
            .withType(type)
            .withAction("Reconcile")
            .withReason(reason)
            .withNote(shortened(message))
            .withNewRegarding()
            .withApiVersion(resource.getApiVersion())
            .withKind(resource.getKind())
            .withName(meta.getName())
            .withNamespace(meta.getNamespace())
            .withUid(meta.getUid())
            .endRegarding()
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.atDebug().addKeyValue("reason", reason).setCause(e).log("an event was not published");
    }
  }

  /** All reasons are words of the code, so there are few time series. */
  private void count(String kind, String type, String reason) {
    Counter.builder("clientgrant.events")
        .description("What was done, and what cannot be done, as told by events")
        .tag("kind", kind)
        .tag("type", type)
        .tag("reason", reason)
        .register(meters)
        .increment();
  }

  private static String shortened(String message) {
    if (message.getBytes(UTF_8).length <= MAX_NOTE_BYTES) {
      return message;
    }
    var bytes = ByteBuffer.allocate(MAX_NOTE_BYTES - "…".getBytes(UTF_8).length);
    UTF_8.newEncoder().encode(CharBuffer.wrap(message), bytes, true); // whole characters only
    return UTF_8.decode(bytes.flip()) + "…";
  }
}
