<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
  <#if section = "header">
    ${msg("umaClaimsOtherTitle")}
  <#elseif section = "form">
    <link rel="stylesheet" href="${url.resourcesPath}/css/uma-claims.css">
    <div id="uma-claims">
      <p>${msg("umaClaimsOther")}</p>
      <dl class="uma-facts">
        <div><dt>${msg("umaClaimsFor")}</dt><dd id="uma-person">${umaClaims.username}</dd></div>
      </dl>
      <p id="uma-other-help">${msg("umaClaimsOtherHelp")}</p>
      <form action="${umaClaims.action}" method="post">
        <input type="hidden" name="state_checker" value="${umaClaims.stateChecker}">
        <div class="${properties.kcFormGroupClass!} uma-buttons">
          <button type="submit" class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!}" id="uma-switch" name="answer" value="switch" aria-describedby="uma-other-help">${msg("umaClaimsOtherSwitch")}</button>
        </div>
      </form>
    </div>
  </#if>
</@layout.registrationLayout>
