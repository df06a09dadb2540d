package io.clientgrant.testing;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes one {@link ControlPlane} per JVM, with the project's CRDs in it. It ends with
 * the JVM's last test.
 *
 * <p>Classes share it, so each works in a namespace of its own: {@link ControlPlane#newNamespace}.
 */
public final class ControlPlaneExtension implements BeforeAllCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(ControlPlaneExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    var _ = controlPlane(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ControlPlane.class;
  }

  @Override
  public ControlPlane resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return controlPlane(context);
  }

  private static ControlPlane controlPlane(ExtensionContext context) {
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .computeIfAbsent(ControlPlane.class, key -> startWithCrds(), ControlPlane.class);
  }

  private static ControlPlane startWithCrds() {
    var controlPlane = ControlPlane.start();
    controlPlane.applyCrds(Path.of("crds"));
    return controlPlane;
  }
}
