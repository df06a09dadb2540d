package io.clientgrant.testing;

import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests what they name as a parameter: the {@link ControlPlane} of this JVM, an {@link
 * OperatorFixture} or a {@link MultiTenantFixture}.
 *
 * <p>There is one ControlPlane for all test classes, with the project's CRDs in it; it ends with
 * the JVM's last test. There is one fixture of a kind for each test. A class of which JUnit makes
 * one instance for all tests may name the fixture in its constructor: then its tests share it.
 * Fixtures are closed after the test, or after the class.
 */
public final class ControlPlaneExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(ControlPlaneExtension.class);

  private static final Set<Class<?>> TYPES =
      Set.of(ControlPlane.class, OperatorFixture.class, MultiTenantFixture.class);

  /** What a constructor gets belongs to the test that the instance is for. */
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return TYPES.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    if (type == OperatorFixture.class) {
      return fixture(
          context, OperatorFixture.class, _ -> new OperatorFixture(controlPlane(context)));
    }
    if (type == MultiTenantFixture.class) {
      return fixture(context, MultiTenantFixture.class, _ -> new MultiTenantFixture());
    }
    return controlPlane(context);
  }

  private static <T> T fixture(
      ExtensionContext context, Class<T> type, Function<Class<T>, T> make) {
    return context.getStore(NAMESPACE).computeIfAbsent(type, make, type);
  }

  private static ControlPlane controlPlane(ExtensionContext context) {
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .computeIfAbsent(ControlPlane.class, _ -> ControlPlane.startWithCrds(), ControlPlane.class);
  }
}
