// Says on the page that the browser gave no passkey, where it would be told the console only.
document.addEventListener('allauth.error', function (event) {
  var said = document.getElementById('passkey_failed')
  if (said) {
    event.preventDefault()
    said.hidden = false
  }
})
