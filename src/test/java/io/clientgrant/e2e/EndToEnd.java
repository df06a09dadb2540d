package io.clientgrant.e2e;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs all of it against a cluster, and ends with a table of what ran and for how long. */
public final class EndToEnd {
  private EndToEnd() {}

  /**
   * Exits with 1 if anything failed.
   *
   * @param arguments parts of the names of the classes to run; none means all
   */
  public static void main(String[] arguments) {
    var wanted = arguments.length == 0 ? "" : String.join("|", arguments);
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectPackage(EndToEnd.class.getPackageName()))
            .filters(ClassNameFilter.includeClassNamePatterns(".*(" + wanted + ").*E2E"))
            .configurationParameter(
                "junit.jupiter.testclass.order.default",
                "org.junit.jupiter.api.ClassOrderer$OrderAnnotation")
            .build();
    var table = new RunSummary(System.out);
    try (var session = LauncherFactory.openSession()) {
      session.getLauncher().execute(request, table);
    }
    System.exit(table.print() ? 0 : 1);
  }
}
