'use strict';

const { reporters } = require('mocha');

/** Mocha's spec reporter, and one last line that a program can read: `N passed, N failed[, N skipped]`. */
module.exports = class CountingReporter extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
  }
};
