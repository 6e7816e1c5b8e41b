package org.offhook.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule sees the violation that it is there for, and leaves what is allowed alone. */
class RuleProofTest {

  @TempDir Path folder;

  @Test
  void importOfAHigherLayerIsSeen() {
    var code =
        new Sample(folder)
            .file("Flow.java", "package org.offhook.transport; public class Flow {}")
            .file(
                "Locator.java",
                "package org.offhook.dns; class Locator { org.offhook.transport.Flow flow; }")
            .file(
                "Route.java",
                "package org.offhook.dialog; class Route { org.offhook.transport.Flow flow; }")
            .compile();

    assertThat(Layers.upwardImports(code.classes()))
        .containsExactly("org.offhook.dns.Locator uses org.offhook.transport.Flow");
  }

  @Test
  void importWithinALayerIsSeen() {
    var code =
        new Sample(folder)
            .file("Time.java", "package org.offhook.loop; public class Time {}")
            .file(
                "Uri.java",
                "package org.offhook.message; class Uri extends org.offhook.loop.Time {}")
            .compile();

    assertThat(Layers.upwardImports(code.classes()))
        .containsExactly("org.offhook.message.Uri uses org.offhook.loop.Time");
  }

  @Test
  void packageOutsideTheLayersIsSeen() {
    var code = new Sample(folder).file("X.java", "package org.offhook.misc; class X {}").compile();

    assertThat(Layers.upwardImports(code.classes()))
        .containsExactly("org.offhook.misc is in no layer");
  }

  @Test
  void packageCycleIsSeen() {
    var code =
        new Sample(folder)
            .file("A.java", "package org.offhook.a; public class A { org.offhook.b.B b; }")
            .file("B.java", "package org.offhook.b; public class B { org.offhook.c.C c; }")
            .file("C.java", "package org.offhook.c; public class C { org.offhook.a.A a; }")
            .compile();

    assertThat(Layers.packageCycles(code.classes())).hasSize(3);
  }

  @Test
  void hiddenTypeInAPublicSignatureIsSeen() {
    var code =
        new Sample(folder)
            .file("Flow.java", "package org.offhook.transport; public class Flow {}")
            .file(
                "Call.java",
                """
                package org.offhook;
                public class Call {
                  private org.offhook.transport.Flow held;
                  org.offhook.transport.Flow inside() { return held; }
                  public org.offhook.transport.Flow flow() { return held; }
                }
                """)
            .compile();

    assertThat(Layers.leaks(code.classes(), Set.of()))
        .containsExactly("org.offhook.Call.flow() shows org.offhook.transport.Flow");
    assertThat(Layers.leaks(code.classes(), Set.of("org.offhook.transport.Flow"))).isEmpty();
  }

  @Test
  void concurrentClassIsSeenUnlessAllowed() {
    var code =
        new Sample(folder)
            .file(
                "Table.java",
                """
                package org.offhook.dialog;
                class Table {
                  Object map = new java.util.concurrent.ConcurrentHashMap<String, String>();
                }
                """)
            .file(
                "Inbox.java",
                """
                package org.offhook.loop;
                class Inbox {
                  static class Inner { java.util.concurrent.locks.Lock lock; }
                }
                """)
            .compile();

    assertThat(ThreadRules.concurrency(code.classes(), Set.of("org.offhook.loop.Inbox")))
        .containsExactly("org.offhook.dialog.Table uses java.util.concurrent.ConcurrentHashMap");
  }

  @Test
  void synchronizedMethodAndBlockAreSeen() {
    var code =
        sample(
            """
            class Bad {
              synchronized void method() {}
              void block() { synchronized (this) { hashCode(); } }
              void fine() {}
            }
            """);

    assertThat(ThreadRules.monitors(code.sources())).hasSize(2);
  }

  @Test
  void threadAndMonitorCallsAreSeen() {
    var code =
        sample(
            """
            class Bad {
              Thread made() { return new Thread(() -> {}); }
              Thread virtual() { return Thread.startVirtualThread(() -> {}); }
              void monitor() throws InterruptedException { wait(); }
              Thread own() { return Thread.currentThread(); }
            }
            """);

    assertThat(ThreadRules.threads(code.classes(), Set.of())).hasSize(3);
    assertThat(ThreadRules.threads(code.classes(), Set.of("org.offhook.message.Bad"))).isEmpty();
  }

  @Test
  void sleepAndWallClockAreSeenInCallsLambdasAndReferences() {
    var code =
        sample(
            """
            class Bad {
              void sleep() throws InterruptedException { Thread.sleep(1); }
              Runnable lambda() { return () -> System.nanoTime(); }
              java.util.function.LongSupplier reference() { return System::currentTimeMillis; }
              Object now() { return java.time.Instant.now(); }
              Object clock() { return java.time.Clock.systemUTC(); }
              Object date() { return new java.util.Date(); }
              Object given(java.time.Clock clock) { return clock.instant(); }
            }
            """);

    assertThat(ClockRules.realTime(code.classes(), Set.of()))
        .containsExactly(
            "org.offhook.message.Bad calls Clock.systemUTC",
            "org.offhook.message.Bad calls Date.<init>",
            "org.offhook.message.Bad calls Instant.now",
            "org.offhook.message.Bad calls System.currentTimeMillis",
            "org.offhook.message.Bad calls System.nanoTime",
            "org.offhook.message.Bad calls Thread.sleep");
    assertThat(ClockRules.realTime(code.classes(), Set.of("org.offhook.message.Bad"))).isEmpty();
  }

  @Test
  void longFileIsSeen() {
    assertThat(SizeRules.longFiles(sample("class Ok {}" + "\n".repeat(700)).sources())).isEmpty();
    assertThat(SizeRules.longFiles(sample("class Long {}" + "\n".repeat(701)).sources()))
        .hasSize(1);
  }

  @Test
  void linesOfCodeAreCountedWithoutCommentsAndBlankLines() {
    var code =
        sample(
            """
            import java.util.List;

            /** Two
             * lines. */
            class Ok { // one more word
              // nothing
              String text = "/* no comment"; /* one */

              String more = "*/ // neither";
            }
            """);

    assertThat(code.sources()).extracting(SourceFile::codeLines).containsExactly(5);
  }

  @Test
  void longMethodIsSeen() {
    var code =
        sample(
            "class Bad { int ok() {%s return 1; }\nint tooLong() {%s return 1; } }"
                .formatted("\n".repeat(79), "\n".repeat(80)));

    assertThat(SizeRules.longMethods(code.sources()))
        .containsExactly("org.offhook.message/Sample.java: tooLong has 81 lines");
  }

  @Test
  void manyFieldsAreSeenInClassesAndRecords() {
    var code =
        sample(
            "class Bad { %s } record Wide(%s) {} class Ok { static int %s; }"
                .formatted(
                    list(13, i -> "int f" + i + ";", " "),
                    list(13, i -> "int f" + i, ", "),
                    list(20, i -> "f" + i, ", ")));

    assertThat(SizeRules.manyFields(code.sources(), Set.of())).hasSize(2);
    assertThat(SizeRules.manyFields(code.sources(), Set.of("Bad", "Wide"))).isEmpty();
  }

  @Test
  void manyParametersAreSeen() {
    var code =
        sample(
            """
            class Bad {
              Bad(int a, int b, int c, int d, int e, int f) {}
              void bad(int a, int b, int c, int d, int e, int f) {}
              void fine(int a, int b, int c, int d, int e) {}
            }
            """);

    assertThat(SizeRules.manyParameters(code.sources(), Set.of())).hasSize(2);
    assertThat(SizeRules.manyParameters(code.sources(), Set.of("Bad.bad", "Bad.<init>"))).isEmpty();
  }

  @Test
  void hollowNamesAreSeen() {
    var code =
        new Sample(folder)
            .file("CallImpl.java", "package org.offhook.util; class CallImpl {}")
            .file("CallManager.java", "package org.offhook.call; class CallManager {}")
            .file("Fine.java", "package org.offhook.call; class Fine { class TextUtils {} }")
            .compile();

    assertThat(NameRules.hollowNames(code.sources())).hasSize(4);
  }

  @Test
  void getterIsSeenUnlessItOverrides() {
    var code =
        sample(
            """
            class Bad extends Exception {
              int getCode() { return 1; }
              int get() { return 1; }
              @Override public String getMessage() { return ""; }
            }
            """);

    assertThat(NameRules.getters(code.sources()))
        .containsExactly("org.offhook.message/Sample.java: method named getCode");
  }

  @Test
  void optionalThatIsNotReturnedIsSeen() {
    var code =
        sample(
            """
            import java.util.*;
            class Bad {
              Optional<String> field;
              void take(OptionalInt parameter) {}
              Optional<String> fine() { return field; }
              record Pair(Optional<String> component) {}
              interface Taker { void take(OptionalLong parameter); }
              Taker taker = new Taker() { @Override public void take(OptionalLong given) {} };
            }
            """);

    assertThat(NameRules.optionalsThatAreNotReturned(code.sources())).hasSize(3);
  }

  @Test
  void packageWithoutItsTextIsSeen() {
    var code =
        new Sample(folder)
            .file("A.java", "package org.offhook.dns; class A {}")
            .file("A.java", "package org.offhook.transport; class A {}")
            .file(
                "package-info.java",
                "/** Layer 2. Of everything. */ package org.offhook.transport;")
            .compile();

    assertThat(DocumentationRules.silentPackages(code.sources()))
        .containsExactly(
            "org.offhook.dns has no package-info.java",
            "org.offhook.transport is not @NullMarked",
            "org.offhook.transport does not say that it is layer 3",
            "org.offhook.transport does not say which threads may use it");
  }

  @Test
  void undocumentedPublicTypeIsSeen() {
    var code =
        new Sample(folder)
            .file("Fine.java", "package org.offhook.a; /** Text. */ public class Fine {}")
            .file(
                "Bad.java",
                "package org.offhook.a; public class Bad { public interface In { class Deep {} } }")
            .file("Inner.java", "package org.offhook.a; class Inner { public class Hidden {} }")
            .compile();

    assertThat(DocumentationRules.undocumentedTypes(code.sources())).hasSize(3);
  }

  private CodeBase sample(String text) {
    return new Sample(folder).file("Sample.java", "package org.offhook.message;" + text).compile();
  }

  private static String list(int count, Function<Integer, String> item, String separator) {
    return IntStream.range(0, count).boxed().map(item).collect(Collectors.joining(separator));
  }
}
