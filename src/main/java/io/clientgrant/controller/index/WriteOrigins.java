package io.clientgrant.controller.index;

import io.clientgrant.auth0.api.WriteOrigin;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Objects;

/** Says on whose behalf a tenant is written to. */
public final class WriteOrigins {
  private WriteOrigins() {}

  /** On behalf of a resource, as it was read. */
  public static WriteOrigin of(HasMetadata resource) {
    var meta = resource.getMetadata();
    return new WriteOrigin(
        resource.getKind(),
        meta.getNamespace(),
        meta.getName(),
        meta.getUid(),
        Objects.requireNonNullElse(meta.getGeneration(), 0L),
        manager(meta));
  }

  /** The client of the operator reads only one entry: that of who has last changed the spec. */
  private static String manager(ObjectMeta meta) {
    return Objects.requireNonNullElse(meta.getManagedFields(), List.<ManagedFieldsEntry>of())
        .stream()
        .findFirst()
        .map(ManagedFieldsEntry::getManager)
        .orElse("");
  }
}
