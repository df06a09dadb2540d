package io.clientgrant.controller;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes events: one for each change, none for a resync. */
final class Events {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final String CONTROLLER = "auth0.clientgrant.io/operator";

  private static final int LONGEST_PREFIX = 200; // a name has 253 characters at most
  private static final int LONGEST_NOTE = 1024; // in bytes, or the API server refuses the event

  private final KubernetesClient client;
  private final String instance;
  private final InstantSource clock;

  /**
   * @param instance names this process, such as the Pod
   */
  Events(KubernetesClient client, String instance, InstantSource clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  /** Says that something was done. */
  void normal(HasMetadata resource, String reason, String message) {
    publish(resource, "Normal", reason, message);
  }

  /** Says that something cannot be done. */
  void warning(HasMetadata resource, String reason, String message) {
    publish(resource, "Warning", reason, message);
  }

  /** An event that cannot be published, as in a namespace that is going, must not stop the work. */
  private void publish(HasMetadata resource, String type, String reason, String message) {
    var meta = resource.getMetadata();
    var prefix = Math.min(meta.getName().length(), LONGEST_PREFIX);
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withGenerateName(meta.getName().substring(0, prefix) + "-")
            .withNamespace(meta.getNamespace())
            .endMetadata()
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

  private static String shortened(String message) {
    if (message.getBytes(UTF_8).length <= LONGEST_NOTE) {
      return message;
    }
    var bytes = ByteBuffer.allocate(LONGEST_NOTE - "…".getBytes(UTF_8).length);
    UTF_8.newEncoder().encode(CharBuffer.wrap(message), bytes, true); // whole characters only
    return UTF_8.decode(bytes.flip()) + "…";
  }
}
