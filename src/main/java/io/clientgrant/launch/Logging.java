package io.clientgrant.launch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/**
 * How the process logs: the operator on standard output, a command on standard error, because its
 * result is on standard output.
 *
 * <p>Logback finds it as a service, and tests have a file instead. It is no such file itself,
 * because to read one takes the parser for XML, and a tenth of the time of a start.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String IGNORE = "[ignore]";

  /**
   * No text of a tenant may steer the terminal, or look like a line of its own. The two spaces keep
   * the message and the fields apart.
   */
  private static final String TEXT =
      "%d{HH:mm:ss.SSS} %-5level %replace(%msg  %kvp{NONE} %mdc){'\\p{Cc}+', ' '} \\(%logger{30}\\)%n"
          + "%replace(%ex){'[\\p{Cc}&&[^\\n\\t]]+', ' '}";

  private final Style style;

  /** For whom the lines are. */
  enum Style {
    /** For programs. */
    JSON,
    /** For people, if standard output is a terminal. */
    TEXT,
    /** For people who run a command. */
    COMMAND;

    private static final String PROPERTY = "clientgrant.log";

    /** Has this process log so; to be called before the first logger is made. */
    void choose() {
      System.setProperty(PROPERTY, name());
    }

    private static Style chosen() {
      return valueOf(System.getProperty(PROPERTY, JSON.name()));
    }
  }

  /** In the style that was chosen, or else in JSON. */
  public Logging() {
    this(Style.chosen());
  }

  Logging(Style style) {
    this.style = style;
  }

  /** Has this process log as the operator does, whatever file was found. */
  public static void asOperator() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new Logging(Style.JSON).set(context);
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (Logging.class.getResource("/logback-test.xml") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY; // tests have a file, for which Logback looks later
    }
    set(context);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Has a context log so, whatever file there is. */
  void set(LoggerContext context) {
    // logback's own messages would stand between the lines
    context.getStatusManager().add(new NopStatusListener());
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(
        Level.toLevel(
            System.getenv("LOG_LEVEL"), style == Style.COMMAND ? Level.WARN : Level.INFO));
    root.addAppender(lines(context, true));

    // docs/audit-trail.md; what JOSDK says of the resource stays out, because the fields are
    // promised
    if (style != Style.COMMAND) {
      var trail = context.getLogger("audit-trail");
      trail.setLevel(Level.INFO);
      trail.setAdditive(false);
      trail.addAppender(lines(context, false));
    }

    // writes whole requests and answers at TRACE: the Secrets, and the token to the Kubernetes API
    context
        .getLogger("io.fabric8.kubernetes.client.http.HttpLoggingInterceptor")
        .setLevel(Level.OFF);
    // says at each start which mixture of versions it was built with
    context
        .getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
        .setLevel(Level.ERROR);
    // warns, with the whole resource, of each conflict; conflicts are expected: the resource is
    // reconciled again
    context.getLogger(PrimaryUpdateAndCacheUtils.class).setLevel(Level.ERROR);
  }

  private ConsoleAppender<ILoggingEvent> lines(LoggerContext context, boolean withMdc) {
    return switch (style) {
      case JSON -> console(context, "System.out", json(withMdc));
      case TEXT -> console(context, "System.out", text(TEXT));
      case COMMAND -> console(context, "System.err", command());
    };
  }

  private static Encoder<ILoggingEvent> text(String pattern) {
    var encoder = new PatternLayoutEncoder();
    encoder.setPattern(pattern);
    return encoder;
  }

  private static Encoder<ILoggingEvent> command() {
    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setLayout(new CommandLogLayout());
    return encoder;
  }

  private static Encoder<ILoggingEvent> json(boolean withMdc) {
    var names = new LogstashFieldNames();
    names.setTimestamp("time");
    names.setVersion(IGNORE);
    names.setLevelValue(IGNORE);
    names.setThread(IGNORE);
    var encoder = new LogstashEncoder();
    encoder.setFieldNames(names);
    encoder.setIncludeMdc(withMdc);
    if (withMdc) {
      encoder.setShortenedLoggerNameLength(30);
    }
    return encoder;
  }

  private static ConsoleAppender<ILoggingEvent> console(
      LoggerContext context, String target, Encoder<ILoggingEvent> encoder) {
    encoder.setContext(context);
    encoder.start();
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setTarget(target);
    console.setEncoder(encoder);
    console.start();
    return console;
  }
}
