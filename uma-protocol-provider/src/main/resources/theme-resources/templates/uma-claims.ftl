<#import "template.ftl" as layout>
<#--
  Whatever others wrote (names, terms, addresses) is printed as it is and escaped by FreeMarker. It is never an
  argument of msg(), which would look for placeholders in it. Names of clients may be keys of messages, as everywhere
  in Keycloak.
-->
<#macro nameOf name><#if name?matches(r"\$\{[A-Za-z0-9_.-]+\}")>${advancedMsg(name)}<#else>${name}</#if></#macro>
<#macro labelOf field><#if field.labelKey??>${msg(field.labelKey)}<#else>${field.label}</#if></#macro>
<#macro faultOf field>
  <#if field.fault??>
    <p class="${properties.kcInputErrorMessageClass!} uma-fault" id="${field.id}-fault">${msg(field.fault)}</p>
  </#if>
</#macro>
<#macro describedBy field other=""><#if field.fault?? || other?has_content>aria-describedby="${other}<#if other?has_content && field.fault??> </#if><#if field.fault??>${field.id}-fault</#if>"</#if> <#if field.fault??>aria-invalid="true"</#if></#macro>
<@layout.registrationLayout displayMessage=false; section>
  <#if section = "header">
    ${msg("umaClaimsTitle")}
  <#elseif section = "form">
    <link rel="stylesheet" href="${url.resourcesPath}/css/uma-claims.css">
    <div id="uma-claims">
      <#if umaClaims.faults?has_content>
        <div class="uma-faults" role="alert" aria-labelledby="uma-faults-title">
          <h2 id="uma-faults-title">${msg("umaClaimsFaults")}</h2>
          <ul>
            <#list umaClaims.faults as field>
              <li><a href="#${field.id}"><#if field.version??>${msg("umaClaimsTerms")}<#else><@labelOf field/></#if>: ${msg(field.fault)}</a></li>
            </#list>
          </ul>
        </div>
      </#if>

      <p>${msg("umaClaimsIntroduction")}</p>
      <dl class="uma-facts">
        <div><dt>${msg("umaClaimsWho")}</dt><dd id="uma-client"><@nameOf umaClaims.client/></dd></div>
        <div><dt>${msg("umaClaimsFor")}</dt><dd id="uma-person">${umaClaims.person} (${umaClaims.username})</dd></div>
        <div><dt>${msg("umaClaimsOwner")}</dt><dd id="uma-owner"><@nameOf umaClaims.owner/></dd></div>
        <div>
          <dt>${msg("umaClaimsWhat")}</dt>
          <#list umaClaims.resources as resource>
            <dd class="uma-resource"><strong>${resource.name}</strong>: <#list resource.scopes as scope>${scope}<#sep>, </#sep></#list></dd>
          </#list>
        </div>
        <div><dt>${msg("umaClaimsWhere")}</dt><dd id="uma-resource-server"><@nameOf umaClaims.resourceServer/></dd></div>
      </dl>

      <form action="${umaClaims.action}" method="post" novalidate="novalidate">
        <input type="hidden" name="state_checker" value="${umaClaims.stateChecker}">

        <#list umaClaims.terms as field>
          <fieldset class="uma-question">
            <legend>${msg("umaClaimsTerms")}</legend>
            <p id="${field.id}-version">${msg("umaClaimsTermsVersion")} <span class="uma-version">${field.version}</span></p>
            <#if field.text??>
              <div class="uma-text" id="${field.id}-text" tabindex="0" role="region" aria-label="${msg("umaClaimsTermsText")}" lang="${field.language}">${field.text}</div>
            <#else>
              <p><a href="${field.uri}" target="_blank" rel="noopener noreferrer" hreflang="${field.language}">${msg("umaClaimsTermsRead")}</a> <span class="uma-address">${field.uri}</span></p>
            </#if>
            <div class="${properties.kcCheckboxClass!'checkbox'} uma-check">
              <input type="checkbox" class="${properties.kcCheckboxInputClass!}" id="${field.id}" name="${field.id}" value="yes" aria-required="true" <@describedBy field=field other="${field.id}-version"/> <#if field.checked>checked</#if>>
              <label for="${field.id}" class="${properties.kcCheckboxLabelClass!}">${msg("umaClaimsTermsAccept")}</label>
            </div>
            <@faultOf field/>
          </fieldset>
        </#list>

        <#if umaClaims.claims?has_content>
          <h2 class="uma-heading">${msg("umaClaimsClaims")}</h2>
        </#if>
        <#list umaClaims.claims as field>
          <div class="${properties.kcFormGroupClass!} uma-question">
            <#if field.kind == "input">
              <label for="${field.id}" class="${properties.kcLabelClass!}"><@labelOf field/></label>
              <input type="${field.type}" class="uma-input" id="${field.id}" name="${field.id}" value="${field.value!''}" autocomplete="${field.autocomplete}" aria-required="true" maxlength="255" <@describedBy field=field/>>
            <#elseif field.kind == "attestation">
              <p class="uma-label" id="${field.id}-label"><@labelOf field/></p>
              <output class="uma-value" id="${field.id}-value" aria-labelledby="${field.id}-label">${field.value}</output>
              <p id="${field.id}-help">${msg("umaClaimsAttested")}</p>
              <div class="${properties.kcCheckboxClass!'checkbox'} uma-check">
                <input type="checkbox" class="${properties.kcCheckboxInputClass!}" id="${field.id}" name="${field.id}" value="yes" aria-required="true" <@describedBy field=field other="${field.id}-label ${field.id}-value"/> <#if field.checked>checked</#if>>
                <label for="${field.id}" class="${properties.kcCheckboxLabelClass!}">${msg("umaClaimsAttest")}</label>
              </div>
            <#else>
              <p class="uma-label"><@labelOf field/></p>
              <p>${msg("umaClaimsElsewhere")}</p>
              <#if field.issuers?has_content>
                <ul class="uma-issuers"><#list field.issuers as issuer><li>${issuer}</li></#list></ul>
              </#if>
            </#if>
            <@faultOf field/>
          </div>
        </#list>

        <p id="uma-promise">${msg("umaClaimsPromise")}</p>
        <div class="${properties.kcFormGroupClass!} uma-buttons">
          <button type="submit" class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!}" id="uma-give" name="answer" value="give" aria-describedby="uma-promise">${msg("umaClaimsGive")}</button>
          <button type="submit" class="${properties.kcButtonClass!} ${properties.kcButtonSecondaryClass!properties.kcButtonDefaultClass!} ${properties.kcButtonBlockClass!}" id="uma-refuse" name="answer" value="refuse">${msg("umaClaimsRefuse")}</button>
        </div>
      </form>
    </div>
  </#if>
</@layout.registrationLayout>
