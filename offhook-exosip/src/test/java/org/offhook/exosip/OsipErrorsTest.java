package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OsipErrorsTest {

  @ParameterizedTest
  @CsvSource({
    "-1, OsipUndefinedError",
    "-2, OsipBadParameter",
    "-3, OsipWrongState",
    "-4, OsipNoMem",
    "-5, OsipSyntaxError",
    "-6, OsipNotFound",
    "-7, OsipApiNotInitialized",
    "-10, OsipNoNetwork",
    "-11, OsipPortBusy",
    "-12, OsipUnknownHost",
    "-30, OsipDiskFull",
    "-31, OsipNoRights",
    "-32, OsipFileNotExists",
    "-50, OsipTimeout",
    "-51, OsipTooMuchCall",
    "-52, OsipWrongFormat",
    "-53, OsipNoCommonCodec",
    "-60, OsipRetryLimit",
    "-2000, OsipExecuteFailed",
    "-999, OsipUnknownError",
    "-2147483648, OsipUnknownError"
  })
  void negativeCodeThrowsItsClass(int code, String name) {
    assertThatThrownBy(() -> OsipErrors.raiseIfOsipError(code))
        .isInstanceOfSatisfying(
            OsipException.class,
            thrown -> {
              assertThat(thrown.getClass().getSimpleName()).isEqualTo(name);
              assertThat(thrown.code()).isEqualTo(code);
              assertThat(thrown).hasMessageMatching(".+");
            });
    assertThatThrownBy(() -> OsipErrors.raiseIfOsipError(code, "told")).hasMessage("told");
  }

  @Test
  void otherCodesPass() {
    for (int code : new int[] {OsipError.SUCCESS, 1, 42, Integer.MAX_VALUE}) {
      assertThatCode(() -> OsipErrors.raiseIfOsipError(code)).doesNotThrowAnyException();
      assertThat(OsipError.find(code)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachErrorMakesAnExceptionOfItsCode(OsipError error) {
    assertThat(error.exception("told")).hasMessage("told");
    assertThat(error.exception("told").code()).isEqualTo(error.code()).isNegative();
    assertThat(OsipError.find(error.code())).contains(error);
    assertThat(error.text()).isNotBlank();
  }

  @Test
  void aProgramMayThrowOneItself() {
    assertThat(new OsipErrors.OsipNotFound().code()).isEqualTo(-6);
    assertThat(new OsipErrors.OsipNotFound()).hasMessage(OsipError.NOTFOUND.text());
    assertThat(new OsipErrors.OsipUnknownError().code()).isEqualTo(-1);
  }
}
