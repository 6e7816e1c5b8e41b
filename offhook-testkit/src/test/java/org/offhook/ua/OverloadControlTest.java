package org.offhook.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OverloadControlTest {

  private static final long MILLI = 1_000_000;
  private static final long TOLERATED = 500 * MILLI;

  /** A server that serves so many a second; the rest waits in a queue, or gets lost. */
  private static final class Server {
    private static final int ROOM = 200;
    private final double perMilli;
    private final OverloadControl control = new OverloadControl(this::nanosBehind);
    private double queue;
    private long now;
    private long behindSince = -1;
    private int served;
    private int refused;
    private int lost;

    Server(int perSecond) {
      this.perMilli = perSecond / 1000.0;
    }

    private long nanosBehind() {
      return behindSince < 0 ? 0 : now - behindSince;
    }

    /** Requests arrive evenly; a refusal costs a tenth of serving. */
    void offer(int perSecond, int seconds) {
      served = 0;
      refused = 0;
      lost = 0;
      var due = 0.0;
      var work = 0.0;
      for (var milli = 0; milli < seconds * 1000; milli++) {
        now += MILLI;
        for (due += perSecond / 1000.0; due >= 1; due--) {
          if (queue >= ROOM) {
            lost++;
          } else {
            queue++;
          }
        }
        for (work += perMilli; queue >= 1 && work >= 1; queue--) {
          if (control.admits(now, TOLERATED)) {
            served++;
            work -= 1;
          } else {
            refused++;
            work -= 0.1;
          }
        }
        work = queue < 1 ? 0 : work;
        if (queue < 1) {
          behindSince = -1;
        } else if (behindSince < 0) {
          behindSince = now;
        }
      }
    }
  }

  @Test
  void nothingIsRefusedWhileAllIsRead() {
    var server = new Server(1000);
    server.offer(900, 30);
    assertThat(server.refused + server.lost).isZero();
    assertThat(server.served).isGreaterThan(26_900);
  }

  @Test
  void ofTwiceWhatCanBeServedFourFifthsOfThatAre() {
    var server = new Server(1000);
    server.offer(2000, 60);
    assertThat(server.served).isGreaterThan(48_000);
    assertThat(server.refused).isGreaterThan(50_000);
    assertThat(server.lost).isLessThan(6_000);
  }

  @Test
  void aBurstIsServed() {
    var server = new Server(1000);
    server.queue = 199;
    server.offer(500, 2);
    assertThat(server.refused + server.lost).isZero();
  }

  @Test
  void afterwardsEverybodyIsLetInAgain() {
    var server = new Server(1000);
    server.offer(2000, 60);
    server.offer(800, 5);
    server.offer(800, 30);
    assertThat(server.refused + server.lost).isZero();
  }

  @Test
  void aTimeWithoutRequestsMakesUpForMuch() {
    var behind = new AtomicLong(Long.MAX_VALUE);
    var control = new OverloadControl(behind::get);
    var now = 0L;
    for (var n = 0; n < 60_000; n++) {
      now += MILLI;
      control.admits(now, TOLERATED);
    }
    behind.set(0);
    now += 10_000 * MILLI;
    var refused = 0;
    for (var n = 0; n < 10_000; n++) {
      now += 10 * MILLI;
      refused += control.admits(now, TOLERATED) ? 0 : 1;
    }
    assertThat(refused).isLessThan(50);
  }

  // thirty at once, each second: what keeps the endpoint from reading is something else
  @Test
  void whereFewComeNobodyIsRefused() {
    var control = new OverloadControl(() -> Long.MAX_VALUE);
    for (var second = 1; second <= 60; second++) {
      for (var n = 0; n < 30; n++) {
        assertThat(control.admits(second * 1_000L * MILLI, TOLERATED)).isTrue();
      }
    }
  }

  @Test
  void someAreLetInHoweverFarBehind() {
    var control = new OverloadControl(() -> Long.MAX_VALUE);
    var admitted = 0;
    for (var n = 1; n <= 60_000; n++) {
      if (control.admits(n * MILLI, TOLERATED)) {
        admitted++;
      }
    }
    assertThat(admitted).isBetween(2_900, 4_000);
  }

  @Test
  void withoutALimitEverybodyIsLetIn() {
    var control = new OverloadControl(() -> Long.MAX_VALUE);
    for (var n = 1; n <= 10_000; n++) {
      assertThat(control.admits(n * MILLI, 0)).isTrue();
    }
  }
}
