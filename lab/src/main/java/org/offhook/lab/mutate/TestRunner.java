package org.offhook.lab.mutate;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;
import org.offhook.lab.mutate.TestProcess.End;

/** Runs in a process of its own: one test for each line that it reads. */
final class TestRunner {

  private static final String TAG = "org.offhook.testing.Rfc";

  private final Launcher launcher = LauncherFactory.create();
  private final List<URL> program = new ArrayList<>();

  private TestRunner(String tests) throws IOException {
    for (var path : List.of(tests, System.getProperty("java.class.path"))) {
      for (var part : path.split(File.pathSeparator, -1)) {
        program.add(Path.of(part).toUri().toURL());
      }
    }
  }

  /**
   * Reads lines of folder, row, class and method; writes lines of {@link End} and a text.
   *
   * @param arguments the folders of the tests
   * @throws IOException if the asking process is gone
   */
  public static void main(String[] arguments) throws IOException {
    var answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // What the tests print must not get among the answers.
    System.setOut(System.err);
    var runner = new TestRunner(arguments[0]);
    var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = questions.readLine(); line != null; line = questions.readLine()) {
      answers.println(runner.answer(line.split("\t", -1)));
    }
    System.exit(0);
  }

  private String answer(String[] question) {
    var path = new ArrayList<URL>();
    var before = Thread.currentThread().getContextClassLoader();
    try {
      path.add(Path.of(question[0]).toUri().toURL());
      path.addAll(program);
      try (var loader = new ProductLoader(path.toArray(URL[]::new))) {
        Thread.currentThread().setContextClassLoader(loader);
        return run(loader.loadClass(question[2]), question[3], question[1]);
      }
    } catch (ClassNotFoundException | IOException | LinkageError e) {
      return answer(End.UNFIT, e.toString());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private String run(Class<?> type, String name, String row) {
    var method =
        Arrays.stream(type.getDeclaredMethods())
            .filter(each -> each.getName().equals(name) && !each.isSynthetic())
            .findFirst();
    if (method.isEmpty()) {
      return answer(End.UNFIT, "no such test method");
    }
    if (!names(method.get(), row)) {
      return answer(End.UNFIT, "the test does not name " + row);
    }
    var listener = new SummaryGeneratingListener();
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(type, method.get()))
            .build(),
        listener);
    var summary = listener.getSummary();
    if (summary.getTotalFailureCount() > 0) {
      return failed(summary.getFailures().getFirst());
    }
    return summary.getTestsSucceededCount() == 0
        ? answer(End.UNFIT, "no test ran")
        : answer(End.PASSED, "");
  }

  private static String failed(Failure failure) {
    var cause = failure.getException();
    // A class that does not fit the others proves nothing.
    return answer(cause instanceof LinkageError ? End.UNFIT : End.FAILED, cause.toString());
  }

  private static boolean names(Method method, String row) {
    for (var annotation : method.getAnnotations()) {
      if (annotation.annotationType().getName().equals(TAG)
          && annotation.toString().contains('"' + row + '"')) {
        return true;
      }
    }
    return false;
  }

  private static String answer(End end, String text) {
    return end + "\t" + text.replaceAll("\\s+", " ").strip();
  }
}
