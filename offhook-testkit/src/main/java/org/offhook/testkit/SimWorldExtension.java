package org.offhook.testkit;

import java.lang.annotation.Annotation;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * JUnit extension: gives a test, and its {@code @BeforeEach} methods, one {@link SimWorld} as a
 * parameter, and ends that world after the test. The seed is that of {@link Seed}, else 1. A
 * failure comes with the seed and the last lines of the transcript. With {@link EndsQuiet} the test
 * fails if something is alive at its end.
 */
public final class SimWorldExtension implements ParameterResolver, AfterEachCallback {

  private static final Namespace STORE = Namespace.create(SimWorldExtension.class);
  private static final int TAIL = 40;

  /** For JUnit. */
  public SimWorldExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SimWorld.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(STORE)
        .computeIfAbsent(
            SimWorld.class,
            key -> new SimWorld(annotation(context, Seed.class).map(Seed::value).orElse(1L)),
            SimWorld.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var world = context.getStore(STORE).remove(SimWorld.class, SimWorld.class);
    if (world == null) {
      return;
    }
    var failure = context.getExecutionException();
    try {
      if (failure.isEmpty() && annotation(context, EndsQuiet.class).isPresent()) {
        world.assertQuiet();
      }
    } catch (AssertionError notQuiet) {
      explain(world, notQuiet);
      throw notQuiet;
    } finally {
      failure.ifPresent(thrown -> explain(world, thrown));
      end(world, failure);
    }
  }

  private static void end(SimWorld world, Optional<Throwable> failure) {
    try {
      world.close();
    } catch (RuntimeException | Error late) {
      if (failure.isEmpty()) {
        explain(world, late);
        throw late;
      }
      failure.get().addSuppressed(late);
    }
  }

  /** Adds seed and transcript to a failure, where every report of it shows them. */
  static void explain(SimWorld world, Throwable failure) {
    var text = new StringBuilder();
    text.append("in the simulated world of @Seed(").append(world.seed()).append(") at ");
    text.append(world.now()).append(": ").append(world.log().summary());
    world.log().tail(TAIL).forEach(line -> text.append('\n').append(line));
    failure.addSuppressed(new WorldReport(text.toString()));
  }

  private static <A extends Annotation> Optional<A> annotation(
      ExtensionContext context, Class<A> type) {
    return AnnotationSupport.findAnnotation(context.getElement(), type)
        .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), type));
  }
}
