package org.offhook.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimNameServer;

/** Questions to name servers: RFC 1035 §7, RFC 2308, RFC 7766. */
class DnsClientTest {

  private final NameBench bench = new NameBench();

  @BeforeEach
  void zone() {
    bench.server.zone(
        """
        one.example.com.    60 A 10.0.0.2
        brief.example.com.   0 A 10.0.0.2
        alias.example.com.  30 CNAME two.example.com.
        two.example.com.    90 CNAME one.example.com.
        ring.example.com.   60 CNAME rung.example.com.
        rung.example.com.   60 CNAME ring.example.com.
        """);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String answer(String name) {
    return bench.ask(name, RecordType.A).answer().toString();
  }

  private int asked() {
    return bench.server.newQuestions().size();
  }

  private SimNameServer second() {
    return bench.world.nameServer("10.0.0.54").zone("one.example.com. 60 A 10.0.0.3");
  }

  @Test
  @Rfc("NET-11")
  void anAnswerIsKeptForItsTimeAndNoLonger() {
    assertThat(answer("one.example.com")).isEqualTo("10.0.0.2");
    assertThat(answer("ONE.example.com.")).isEqualTo("10.0.0.2");
    bench.advance(Duration.ofSeconds(59));
    assertThat(answer("one.example.com")).isEqualTo("10.0.0.2");
    assertThat(asked()).isEqualTo(1);
    bench.advance(Duration.ofSeconds(1));
    assertThat(answer("one.example.com")).isEqualTo("10.0.0.2");
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  @Rfc("NET-11")
  void anAnswerWithoutTimeIsNotKept() {
    assertThat(answer("brief.example.com")).isEqualTo("10.0.0.2");
    assertThat(answer("brief.example.com")).isEqualTo("10.0.0.2");
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  @Rfc("NET-11")
  void anAbsenceIsKeptAsLongAsTheZoneSays() {
    bench.server.negativeTtl(20);
    assertThat(answer("none.example.com")).isEqualTo("no such name");
    assertThat(answer("none.example.com")).isEqualTo("no such name");
    assertThat(asked()).isEqualTo(1);
    bench.advance(Duration.ofSeconds(20));
    assertThat(answer("none.example.com")).isEqualTo("no such name");
    assertThat(asked()).isEqualTo(1);
    assertThat(bench.ask("one.example.com", RecordType.SRV).answer()).hasToString("no SRV records");
  }

  @Test
  void theCacheIsBoundedAndCanBeSwitchedOff() {
    bench.settings(settings -> settings.withCacheSize(2));
    bench.server.zone("three.example.com. 60 A 10.0.0.4\nfour.example.com. 60 A 10.0.0.5");
    answer("one.example.com");
    answer("three.example.com");
    answer("one.example.com");
    answer("four.example.com");
    bench.server.newQuestions();
    answer("one.example.com");
    assertThat(asked()).isZero();
    answer("three.example.com");
    assertThat(asked()).isEqualTo(1);
    bench.settings(settings -> settings.withCacheSize(0));
    answer("three.example.com");
    answer("three.example.com");
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  @Rfc("NET-11")
  void aliasesAreFollowedForTheShortestTimeOnTheWay() {
    assertThat(answer("alias.example.com")).isEqualTo("10.0.0.2");
    bench.advance(Duration.ofSeconds(29));
    answer("alias.example.com");
    assertThat(asked()).isEqualTo(1);
    bench.advance(Duration.ofSeconds(1));
    answer("alias.example.com");
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  @Rfc("NET-11")
  void anAliasWhoseEndIsNotToldIsAskedForItsEnd() {
    bench.server.zone("away.example.com. 60 CNAME late.example.com.");
    var replies = bench.begin("away.example.com", RecordType.A);
    bench.advance(Duration.ofMillis(1));
    bench.server.zone("late.example.com. 60 A 10.0.0.8");
    bench.world.runUntil(() -> !replies.isEmpty(), Duration.ofSeconds(5));
    assertThat(replies.getFirst().answer()).hasToString("10.0.0.8");
    assertThat(bench.server.questions())
        .containsExactly("A away.example.com", "A late.example.com");
  }

  @Test
  void aRingOfAliasesEnds() {
    assertThat(answer("ring.example.com")).isEqualTo("the chain of aliases has no end");
  }

  @Test
  @Rfc("NET-11")
  void aTruncatedAnswerIsAskedForByTcp() {
    bench.server.truncate(true);
    assertThat(answer("one.example.com")).isEqualTo("10.0.0.2");
    assertThat(bench.server.questions())
        .containsExactly("A one.example.com", "tcp A one.example.com");
    var many = new StringBuilder();
    for (int i = 1; i < 200; i++) {
      many.append("big.example.com. 60 A 10.0.2.").append(i).append('\n');
    }
    bench.server.truncate(false).zone(many.toString());
    assertThat(bench.ask("big.example.com", RecordType.A).records(DnsRecord.Address.class))
        .hasSize(199);
  }

  @Test
  @Rfc("NET-12")
  void theNextServerIsAskedWhereOneIsSilentRefusesOrIsGone() {
    var other = second();
    bench.server.silent(true);
    assertThat(answer("one.example.com")).isEqualTo("10.0.0.3");
    assertThat(bench.world.now()).isBetween(Duration.ofMillis(1500), Duration.ofMillis(1600));

    bench.world.onLoop(bench.network, bench.locator::flush);
    bench.server.silent(false).refuse("REFUSED");
    var before = bench.world.now();
    assertThat(answer("one.example.com")).isEqualTo("10.0.0.3");
    assertThat(bench.world.now().minus(before)).isLessThan(Duration.ofMillis(20));
    assertThat(other.questions()).hasSize(2);
  }

  @Test
  void aServerThatDidNotAnswerIsAskedLastForAWhile() {
    var other = second();
    bench.server.silent(true);
    answer("one.example.com");
    bench.server.newQuestions();
    bench.ask("two.example.com", RecordType.AAAA);
    assertThat(asked()).isZero();
    bench.advance(Duration.ofSeconds(31));
    bench.server.silent(false);
    answer("one.example.com");
    bench.ask("three.example.com", RecordType.AAAA);
    assertThat(asked()).isPositive();
    assertThat(other.questions()).isNotEmpty();
  }

  @Test
  @Rfc("NET-12")
  void aQuestionThatNobodyAnswersEndsInTime() {
    bench.server.silent(true);
    assertThat(answer("one.example.com")).isEqualTo("no answer in time");
    assertThat(bench.world.now()).isEqualTo(Duration.ofSeconds(4));
    assertThat(bench.server.newQuestions()).hasSize(2);
    assertThat(bench.ask("one.example.com", RecordType.NAPTR).answer())
        .hasToString("no answer in time");
    assertThat(bench.world.now()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aLateAnswerOfTheFirstTryStillCounts() {
    bench.server.delay(Duration.ofSeconds(2));
    assertThat(answer("one.example.com")).isEqualTo("10.0.0.2");
    assertThat(bench.world.now()).isBetween(Duration.ofMillis(2000), Duration.ofMillis(2100));
  }

  @Test
  void anAnswerWithAnotherIdIsNone() {
    bench.server.wrongIds(true);
    var other = second();
    assertThat(answer("one.example.com")).isEqualTo("10.0.0.3");
    assertThat(other.questions()).hasSize(1);
  }

  @Test
  void aServerWithoutExtensionsIsAskedWithout() {
    bench.server.withoutExtensions(true);
    assertThat(answer("one.example.com")).isEqualTo("10.0.0.2");
    assertThat(asked()).isEqualTo(2);
    bench.ask("one.example.com", RecordType.AAAA);
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void allWhoAskTheSameShareOneQuestion() {
    var first = bench.begin("one.example.com", RecordType.A);
    var second = bench.begin("one.example.com", RecordType.A);
    bench.advance(Duration.ofSeconds(1));
    assertThat(first).hasSize(1);
    assertThat(second).hasSize(1);
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void aQuestionIsGivenUpWhenNobodyWaitsForIt() {
    bench.server.silent(true);
    var told = new java.util.ArrayList<DnsReply>();
    var question = new DnsQuestion("one.example.com", RecordType.A);
    bench.begin("warm.example.com", RecordType.A);
    bench.advance(Duration.ofSeconds(10));
    bench.world.onLoop(
        bench.network,
        () -> {
          var one = bench.locator.client().ask(question, told::add);
          var two = bench.locator.client().ask(question, told::add);
          one.cancel();
          two.cancel();
        });
    bench.world.assertQuiet();
    bench.advance(Duration.ofSeconds(10));
    assertThat(told).isEmpty();
  }

  @Test
  void manyQuestionsTakeTurns() {
    var lines = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      lines.append("h").append(i).append(".example.com. 60 A 10.0.0.2\n");
    }
    bench.server.zone(lines.toString());
    var replies = new java.util.ArrayList<List<DnsReply>>();
    for (int i = 0; i < 500; i++) {
      replies.add(bench.begin("h" + i + ".example.com", RecordType.A));
    }
    long sockets =
        bench.world.alive().stream().filter(line -> line.startsWith("udp socket")).count();
    assertThat(sockets).isEqualTo(200);
    bench.advance(Duration.ofSeconds(1));
    assertThat(replies).allMatch(list -> list.size() == 1);
  }

  @Test
  void textThatIsNoNameFailsAtOnce() {
    assertThat(answer("a..b")).isEqualTo("it is no domain name");
    assertThat(answer("x".repeat(64) + ".example.com")).isEqualTo("it is no domain name");
    assertThat(asked()).isZero();
  }
}
