// Test files share one page, and so its storage.
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});
