package io.clientgrant.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which resources people want looked at now, whatever the operator remembers: they say so by
 * changing an annotation. One that is lost in a crash does no harm, since everything is looked at
 * after a start.
 */
final class Requests {
  static final String ANNOTATION = "auth0.clientgrant.io/requestedAt";

  private final Set<ResourceID> open = ConcurrentHashMap.newKeySet();

  /** Takes in a change of a resource; tells whether it is a request. */
  boolean noticed(HasMetadata now, HasMetadata before) {
    return hasChanged(ANNOTATION, now, before) && open.add(ResourceID.fromResource(now));
  }

  boolean isOpen(ResourceID id) {
    return open.contains(id);
  }

  void answered(ResourceID id) {
    open.remove(id);
  }

  /** Whether an annotation is there, and is not as it was. */
  static boolean hasChanged(String annotation, HasMetadata now, HasMetadata before) {
    var value = annotations(now).get(annotation);
    return value != null && !value.equals(annotations(before).get(annotation));
  }

  private static Map<String, String> annotations(HasMetadata resource) {
    return Objects.requireNonNullElse(resource.getMetadata().getAnnotations(), Map.of());
  }
}
